select
    finess_et as site_id,
    max_by(establishment, year) as name,
    max_by(commune_id, year) as commune_id,
    max(year) as last_year
from staging.hospital_interns
group by finess_et
order by finess_et
