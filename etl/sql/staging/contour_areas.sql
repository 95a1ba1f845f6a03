select
    commune_id,
    area_km2
from raw.contour_areas
