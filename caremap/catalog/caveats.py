"""The limits a reader must know, written once and shown wherever they apply."""

CAVEATS: dict[str, str] = {
    "apl_two_series": (
        "Deux séries d'APL existent : tous les médecins généralistes, et ceux de 65 ans ou moins. "
        "Le seuil de sous-densité (2,5) se lit sur la série « 65 ans ou moins »."
    ),
    "apl_weight": (
        "Pour un territoire plus grand que la commune, l'APL est une moyenne pondérée par la "
        "population municipale du COG 2026 ; la DREES pondère par la population standardisée, que "
        "ces fichiers ne contiennent pas : un écart de quelques centièmes est possible."
    ),
    "apl_merged": (
        "L'Orée de Mormal (59006) et Hesdin-la-Forêt (62447) ont fusionné en 2025 : leur APL de "
        "2022 et 2023 est la moyenne des anciennes communes, pondérée par leur population."
    ),
    "apl_meaning": (
        "L'APL ne dit ni les délais de rendez-vous ni si un médecin accepte de nouveaux patients."
    ),
    "gp_2019": (
        "Effectifs au 31/12/2019, plus anciens que l'APL (2022 à 2024) : ne pas lire l'un comme "
        "la cause de l'autre."
    ),
    "gp_60_plus": (
        "La colonne « 60 ans et plus » de la source n'est pas nommée par le producteur : ce sens "
        "est corroboré par les ordres de grandeur, pas écrit par la source."
    ),
    "small_count": (
        "Petits effectifs : l'arrivée ou le départ d'un seul médecin change fortement la valeur."
    ),
    "density_resident": (
        "Une densité compte les médecins installés dans le territoire, pas ceux que les habitants "
        "peuvent consulter à côté."
    ),
    "zoning_2025": (
        "Zonage connu en mai 2025. Un nouvel arrêté s'applique depuis le 1er janvier 2026 "
        "(73 ZIP et 92 ZAC sur 243 territoires de vie-santé) : sa liste communale n'est pas "
        "publiée ici."
    ),
    "sae_scope": (
        "La SAE compte les internes présents à l'hôpital : ni les stages en ville, ni les "
        "étudiants d'autres filières. Elle n'est pas comparable à un communiqué de presse."
    ),
    "sae_empty": (
        "Un champ vide de la SAE est une non-réponse, pas un zéro ; les totaux additionnent les "
        "réponses. Une commune sans site hospitalier listé porte 0 ; celle dont aucun site n'a "
        "répondu reste n.d."
    ),
    "sae_ghicl": "Le GHICL a déclaré les mêmes effectifs en 2022 et en 2023.",
    "sae_epsm_flandres": (
        "En 2022, l'EPSM des Flandres range tous ses internes en médecine générale."
    ),
    "cpts_partial": (
        "Liste partielle de CPTS, relevées une à une (18 ; la région en comptait 32 au 1er janvier "
        "2023). Une zone sans CPTS sur la carte n'est pas une zone sans CPTS. Le point est "
        "une commune d'ancrage déduite du nom ; un seul périmètre est connu (Audomaroise)."
    ),
    "msp_partial": (
        "Liste partielle de MSP et centres de santé, relevés un à un (71 lieux dont 19 MSP ; la "
        "région comptait 231 MSP au 25 mai 2023). L'absence d'un point ne veut rien dire. "
        "Chaque point est placé à la mairie de sa commune."
    ),
    "hospital_sites": (
        "Sites hospitaliers ayant déclaré des internes à la SAE, placés à la mairie de la commune."
    ),
    "census_year_presumed": (
        "Le millésime du recensement derrière chaque population légale n'est écrit que pour 2019 ; "
        "les autres (2020, 2022, 2023) sont présumés d'après leur année de diffusion."
    ),
    "cog_2026": (
        "Toutes les données sont ramenées aux communes au 1er janvier 2026 (1 534 communes). "
        "Les effectifs de communes fusionnées sont additionnés."
    ),
    "cnam_departement": "Publié par département seulement : aucune valeur infra-départementale.",
    "cnam_denominator": (
        "Pédiatres, sages-femmes et gynécologues sont rapportés par la CNAM à une autre population "
        "(enfants, femmes) : ne pas les comparer aux autres professions."
    ),
    "cnam_total": "Ligne de total : ne pas l'additionner avec ses composantes.",
    "immersion_counts": (
        "Effectifs annoncés avant la journée ou rapportés après : jamais additionnés entre eux."
    ),
    "immersion_2026": (
        "La cinquième édition est décrite sans année : 2026 est déduit de la numérotation (2022 "
        "première, 2024 troisième). La quatrième (2025) n'est pas documentée."
    ),
    "ternois": (
        "La CC du Ternois compte 103 communes dont une hors des deux départements : seules les "
        "102 communes du Nord et du Pas-de-Calais sont comptées."
    ),
    "edge_effect": (
        "Les habitants des bordures consultent aussi dans la Somme, l'Aisne ou en Belgique : les "
        "densités n'en tiennent pas compte ; l'APL tient compte des voisins français."
    ),
    "model_index": (
        "Indice recalculé, pas l'APL de la DREES : il ne range que 72 % des communes dans la même "
        "classe qu'elle. Il sert à estimer une variation, jamais le verdict d'une commune."
    ),
    "model_edges": (
        "Bords : les généralistes de la Somme et de l'Aisne sont remplacés par une campagne "
        "uniforme, ceux de Belgique ne sont pas comptés. Près de ces limites, un scénario est "
        "moins sûr."
    ),
    "model_travel": (
        "Durées de mairie à mairie estimées par la distance et la densité, sans réseau routier "
        "tant qu'un extrait OpenStreetMap n'a pas été donné."
    ),
    "model_supply": (
        "Offre du 31/12/2019, en consultations par généraliste identiques pour tous ; les 60 ans "
        "et plus comptent pour 60 % de leur activité. L'effet d'un assistant médical, d'un interne "
        "ou d'une télécabine est une hypothèse à régler, sans source."
    ),
}
