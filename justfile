# The developers' menu. `just` shows it.

default:
    @just --list

# the tests
test *arguments:
    pytest {{arguments}}

# ruff, mypy, import-linter
lint:
    ruff check .
    ruff format --check .
    mypy
    lint-imports

# mend what ruff can mend
fix:
    ruff check --fix .
    ruff format .

# what CI does
ci:
    bash .ci/run

# make beds and cues again from their seeds
audio *ids:
    python audio/make.py {{ids}}

# draw every sound, and renew the tables of docs/sounds.md
sounds *ids:
    python audio/draw.py {{ids}}

# the benchmarks, as a table
bench *arguments:
    python benchmarks/run.py {{arguments}}

# the parser's fuzzer (needs `pip install -e ".[fuzz]"`)
fuzz runs="200000":
    python tests/fuzz/fuzz_parser.py -runs={{runs}}

# make the pictures of the documentation from the program
pictures:
    python -m docs.pictures.make
    python -m docs.pictures.covers
    python -m docs.pictures.make_phone

# renew the schema document of the timeline and the golden files
golden:
    python -m tests.golden.renew

# wheel and sdist
build:
    python -m build
