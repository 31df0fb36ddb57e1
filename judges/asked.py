"""How each outside judge is asked. Each function returns what the judge said, or raises Refused with it."""

import json
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
BIN = pathlib.Path(sys.executable).parent


class Refused(Exception):
    """The judge said no."""


def run(*command, cwd=None) -> str:
    """Runs a command; its output where it agrees, Refused with its last line where not."""
    done = subprocess.run([str(word) for word in command], cwd=cwd, capture_output=True, text=True, errors="replace")
    lines = [text.strip() for text in (done.stdout + done.stderr).splitlines() if text.strip()]
    if done.returncode != 0:
        last = re.sub(r"^.* - ERROR - ", "", lines[-1]) if lines else f"exit {done.returncode}"
        raise Refused(last.replace(str(command[-1]), "…")[:160])
    return done.stdout


def bagit(bag: pathlib.Path) -> str:
    run(BIN / "bagit.py", "--validate", bag)
    return "valid"


def sha256sum(bag: pathlib.Path) -> str:
    count = 0
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        count += len(run("sha256sum", "--check", "--strict", manifest, cwd=bag).splitlines())
    return f"{count} files"


def stamps(bag: pathlib.Path) -> list[tuple[pathlib.Path, pathlib.Path]]:
    """Lists each time stamp with the checkpoint it is over."""
    export = bag / "temoin/log/checkpoint"
    size = int(export.read_text().splitlines()[1])
    found = []
    for token in sorted((bag / "temoin/time").glob("*.tsr")):
        over = int(token.name.split("-")[0])
        found.append((token, export if over == size else bag / f"temoin/log/checkpoints/{over:010}"))
    if len(found) < 2:
        raise Refused(f"{len(found)} time stamps, not two")
    return found


def roots(out: pathlib.Path, folder: pathlib.Path) -> pathlib.Path:
    """Writes the roots of the test authorities in one file."""
    file = folder / "roots.pem"
    file.write_text("".join((out / tsa / "root.pem").read_text() for tsa in ("tsa-rsa", "tsa-ec")))
    return file


def openssl_ts(bag: pathlib.Path, out: pathlib.Path) -> str:
    """Runs the package's own commands, with the root that the reader got elsewhere in the place of its last word."""
    trusted = roots(out, out)
    count = 0
    for token, _ in stamps(bag):
        text = token.with_suffix(".txt").read_text()
        command = next((line for line in text.splitlines() if line.startswith("openssl ts -verify")), None)
        if command is None or "-attime" not in command:
            raise Refused(f"{token.stem}.txt holds no command with -attime")
        words = command.split()
        words[words.index("-CAfile") + 1] = str(trusted)
        for word in ("-data", "-in"):
            path = words[words.index(word) + 1]
            words[words.index(word) + 1] = str(bag / path)
        run(*words)
        count += 1
    return f"{count} time stamps"


def rfc3161_client(bag: pathlib.Path, out: pathlib.Path) -> str:
    from cryptography.x509 import load_pem_x509_certificates
    from rfc3161_client import VerifierBuilder, decode_timestamp_response
    from rfc3161_client.errors import VerificationError

    builder = VerifierBuilder()
    for root in load_pem_x509_certificates(roots(out, out).read_bytes()):
        builder = builder.add_root_certificate(root)
    verifier = builder.build()
    for token, checkpoint in stamps(bag):
        try:
            verifier.verify_message(decode_timestamp_response(token.read_bytes()), checkpoint.read_bytes())
        except (VerificationError, ValueError) as why:
            raise Refused(f"{token.name}: {why}") from why
    return f"{len(stamps(bag))} time stamps"


def case_validate(bag: pathlib.Path) -> str:
    alone = ["unshare", "-rn"] if shutil.which("unshare") and not subprocess.run(["unshare", "-rn", "true"], capture_output=True).returncode else []
    run(*alone, BIN / "case_validate", bag / "data/case.jsonld")
    return "conforms to CASE and UCO" + (", without a network" if alone else "")


def notecheck(bag: pathlib.Path, program: pathlib.Path) -> str:
    return run(program, bag).strip()


def qpdf(bag: pathlib.Path) -> str:
    run("qpdf", "--check", bag / "data/dossier.pdf")
    return "no error"


def pdfinfo(bag: pathlib.Path) -> str:
    facts = run("pdfinfo", bag / "data/dossier.pdf")
    if not re.search(r"^Tagged:\s+yes$", facts, re.M):
        raise Refused("not tagged")
    metadata = run("pdfinfo", "-meta", bag / "data/dossier.pdf")
    part = re.search(r"(pdfaid|pdfuaid):part[>=\"]+(\d)", metadata)
    if not part:
        raise Refused("names neither PDF/A nor PDF/UA in its metadata")
    kind = {"pdfaid": "PDF/A", "pdfuaid": "PDF/UA"}[part[1]]
    pages = re.search(r"^Pages:\s+(\d+)$", facts, re.M)
    return f"tagged, {kind}-{part[2]}, {pages[1] if pages else '?'} pages"


def second_verifier(bag: pathlib.Path) -> str:
    return run("node", ROOT / "crates/verify/tests/second_verifier.mjs", bag).strip().splitlines()[-1][:160]


def without_temoin(case: pathlib.Path, out: pathlib.Path) -> str:
    """Opens the case with age and SQLCipher alone, as docs/without-temoin.md says."""
    return run(sys.executable, ROOT / "tests/without_temoin.py", case, out / "passphrase").strip().splitlines()[-1][:160]


def temoin(bag: pathlib.Path, out: pathlib.Path, program: pathlib.Path) -> str:
    """Asks the program itself, with all that the reader can know from elsewhere."""
    fingerprint = json.loads((out / "new.json").read_text())["key_fingerprint"]
    words = [program, "verify", bag, "--fingerprint", fingerprint, "--json"]
    roots = [word for tsa in ("tsa-rsa", "tsa-ec") for word in ("--tsa-ca", out / tsa / "root.pem")]
    done = subprocess.run([*words, *roots], capture_output=True, text=True)
    report = json.loads(done.stdout)
    checks = report["checks"]
    failed = [f"{check['code']} {check['object']}" for check in checks if check["outcome"] == "failed"]
    if done.returncode != 0 or failed or report["verdict"] != "intact":
        raise Refused(f"{report['verdict']}, exit {done.returncode}: {', '.join(failed)[:120]}")
    unchecked = sorted({check["code"] for check in checks if check["outcome"] == "unchecked"})
    if "key" in unchecked or "tsa-root" in unchecked:
        raise Refused(f"unchecked although anchors were given: {unchecked}")
    return f"{len(checks)} checks" + (f", unchecked: {', '.join(unchecked)}" if unchecked else "")
