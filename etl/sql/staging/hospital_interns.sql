select
    cast(year as integer) as year,
    finess_et,
    establishment,
    commune_id,
    commune_name,
    cast(interns_medicine as integer) as interns_medicine,
    cast(interns_general_practice as integer) as interns_general_practice,
    cast(interns_emergency as integer) as interns_emergency,
    cast(interns_pharmacy as integer) as interns_pharmacy,
    cast(interns_dentistry as integer) as interns_dentistry,
    cast(interns_total as integer) as interns_total,
    cast(junior_doctors as integer) as junior_doctors,
    cast(acting_interns as integer) as acting_interns
from raw.hospital_interns
