select
    commune_id,
    zone
from raw.gp_zoning_2025
