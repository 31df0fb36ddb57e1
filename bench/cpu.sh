# Sourced by the benches: CPU seconds of a command, its processes included, and ratios.

# Runs a command in silence and prints its CPU seconds (user and system); stops the bench if it fails.
cpu() {
    local said
    said=$(TIMEFORMAT='%U %S'; { time "$@" > /dev/null 2> "$work/cpu.err"; } 2>&1) || {
        echo "bench: failed: $*" >&2
        tail -n 5 "$work/cpu.err" >&2
        exit 1
    }
    awk '{ printf "%.3f\n", $1 + $2 }' <<< "$said"
}

# Runs a command in silence and prints its CPU seconds and the most memory one of its processes held, in MB.
used() {
    python3 - "$@" <<'END'
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
use = resource.getrusage(resource.RUSAGE_CHILDREN)
print(f"{use.ru_utime + use.ru_stime:.2f} {use.ru_maxrss / 1024:.0f}")
END
}

# Prints a / b with two digits.
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f\n", (b > 0 ? a / b : 0) }'; }

# Says which machine this is.
machine() {
    echo "$(date -u +%Y-%m-%d), $(nproc) cores of $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), load $(cut -d' ' -f1 /proc/loadavg), $(rustc --version | cut -d' ' -f1,2)"
}

# Fills a folder with files of random bytes: FOLDER COUNT BYTES_EACH.
random_files() {
    python3 - "$@" <<'END'
import os, pathlib, sys
folder, count, size = pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
folder.mkdir(parents=True)
for number in range(count):
    (folder / f"file-{number:05}.bin").write_bytes(os.urandom(size))
END
}
