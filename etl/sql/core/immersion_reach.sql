-- Communes in the territory of a host that sources name: its CPTS perimeter when known, the
-- communes of its EPCI, else those whose town hall is within 15 km of its commune's (great circle).
with
hosts as (
    select
        found.edition_id,
        found.host_name,
        found.cpts_id,
        found.status,
        coalesce(codes.commune_id, anchors.commune_id) as commune_id,
        exists(
            select 1
            from core.cpts_perimeters as known
            where known.cpts_id = found.cpts_id
        ) as has_perimeter,
        epci.epci_id
    from marts.immersion_hosts as found
    left join core.commune_codes as codes on found.commune_id = codes.code
    left join staging.cpts as cpts on found.cpts_id = cpts.cpts_id
    left join core.commune_codes as anchors on cpts.anchor_commune_id = anchors.code
    left join core.communes as homes on codes.commune_id = homes.commune_id
    left join staging.epci as epci
        on homes.epci_id = epci.epci_id and found.host_kind = 'EPCI' and found.host_name = epci.name
),

reached as (
    select
        perimeters.commune_id,
        hosts.status
    from hosts
    inner join core.cpts_perimeters as perimeters on hosts.cpts_id = perimeters.cpts_id
    union all
    select
        communes.commune_id,
        hosts.status
    from hosts
    inner join core.communes as communes on hosts.epci_id = communes.epci_id
    where not hosts.has_perimeter
    union all
    select
        communes.commune_id,
        hosts.status
    from hosts
    inner join core.communes as homes on hosts.commune_id = homes.commune_id
    inner join core.communes as communes
        on
            2 * 6371.0088 * asin(sqrt(
                pow(sin(radians(communes.lat - homes.lat) / 2), 2)
                + cos(radians(communes.lat)) * cos(radians(homes.lat))
                * pow(sin(radians(communes.lon - homes.lon) / 2), 2)
            )) <= 15
    where not hosts.has_perimeter and hosts.epci_id is null
)

select
    commune_id,
    bool_or(status = 'demo') as demo
from reached
group by commune_id
order by commune_id
