-- Une valeur calculée est son numérateur rapporté à son dénominateur
select
    figures.indicator_id,
    figures.level,
    figures.territory_id,
    figures.year,
    figures.value,
    figures.numerator,
    figures.denominator
from marts.indicator_values as figures
inner join meta.indicators as indicators on figures.indicator_id = indicators.indicator_id
where
    (figures.denominator is not null and figures.denominator <= 0)
    or abs(figures.value - indicators.scale * figures.numerator / figures.denominator) > 0.000001
    or (indicators.kind = 'share' and figures.denominator is null)
