//! What this program has cost so far.

use std::time::Duration;

/// Returns the time of the processor that this program took, on all its threads.
#[cfg(unix)]
pub(crate) fn time() -> Duration {
    use rustix::time::{ClockId, clock_gettime};
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(u64::try_from(time.tv_sec).unwrap_or(0), u32::try_from(time.tv_nsec).unwrap_or(0))
}

/// Returns the time since it was first asked: Windows tells no other without a library of its own.
#[cfg(windows)]
pub(crate) fn time() -> Duration {
    use std::sync::OnceLock;
    use std::time::Instant;
    static FIRST: OnceLock<Instant> = OnceLock::new();
    FIRST.get_or_init(Instant::now).elapsed()
}

/// Returns the most memory that this program held, in bytes; nothing where the system does not tell.
pub(crate) fn most_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = peak.trim().strip_suffix(" kB")?.trim().parse().ok()?;
    Some(kilobytes << 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_takes_time_and_memory() {
        let before = time();
        let numbers: Vec<u64> = (0..3_000_000u64).map(|n| n.wrapping_mul(n)).collect();
        assert!(std::hint::black_box(numbers).len() == 3_000_000 && time() > before);
        #[cfg(target_os = "linux")]
        assert!(most_memory().unwrap() > 24_000_000);
    }
}
