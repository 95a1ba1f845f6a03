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
    "apl_profession_unit": (
        "Équivalents temps plein pour 100 000 habitants standardisés : ne se compare pas aux "
        "consultations de l'APL aux généralistes. Celle des sages-femmes est rapportée aux "
        "femmes ; au-dessus de la commune, toutes sont pondérées par la population entière."
    ),
    "rpps_count": (
        "Une personne qui exerce dans deux communes est comptée dans chacune. Les inscriptions "
        "sans commune d'exercice ne sont comptées nulle part, et une inscription n'est pas un "
        "temps de travail."
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
    "mismatch": (
        "« Sous-dense » et « bien doté » nomment un écart entre deux chiffres, sur l'accès aux "
        "généralistes seulement : ils ne disent ni pourquoi il existe, ni ce qu'un stage y "
        "changerait."
    ),
    "withdrawal": (
        "Retrait simulé sur les effectifs de l'année : aucun report vers un autre site n'est "
        "supposé, et rien n'annonce un tel retrait."
    ),
    "public_counts": (
        "Un communiqué peut compter tous les internes qui passent dans l'établissement ou le "
        "groupement en un semestre, toutes spécialités et tous sites ; la SAE compte ceux présents "
        "dans l'entité déclarante à la date de l'enquête. Le champ exact de l'annonce n'est pas "
        "écrit."
    ),
    "secrecy": (
        "Un effectif de 1 à 10 personnes n'est écrit nulle part : il est compté dans un groupe "
        "à la commune, à l'EPCI, au département ou dans l'ensemble, où il pourrait valoir 1 comme "
        "11 ou plus. Les totaux qui contiennent tout le groupe restent exacts ; les autres sont "
        "remplacés par « s ». Ce que les versions précédentes ont publié est pris en compte."
    ),
    "demo": (
        "Données d'illustration : ces stages et ces CPTS hôtes sont inventés pour montrer l'outil. "
        "Ils ne décrivent aucun lieu réel et ne se citent pas."
    ),
    "placements_file": (
        "Fichier versé par un gestionnaire, réputé complet pour les années et les filières qu'il "
        "contient : une commune absente du fichier y compte 0."
    ),
    "placements_semesters": (
        "Sans choix de semestre, les effectifs et les places des semestres de l'année sont "
        "additionnés : une place tenue toute l'année y compte deux fois."
    ),
    "placements_ambulatory": (
        "Les stages en ville sont regroupés par commune et aucun lieu de stage n'y est nommé. "
        "Leurs places sont des offres et restent écrites, même petites ; leurs effectifs de 1 à "
        "10 personnes ne le sont pas."
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
    "immersion_minimum": (
        "Pour 2024, la source annonce « plus de 450 » étudiants : 450 est un minimum."
    ),
    "immersion_2026": (
        "La cinquième édition est décrite sans année : 2026 est déduit de la numérotation (2022 "
        "première, 2024 troisième). La quatrième (2025) n'est pas documentée."
    ),
    "immersion_reach": (
        "La portée est estimée : un hôte sans périmètre connu vaut sa commune et celles dont la "
        "mairie est à moins de la distance choisie, à vol d'oiseau. Elle dit quels habitants "
        "vivent près d'un hôte, pas qui a rencontré des étudiants ni ce qui a suivi."
    ),
    "immersion_hosts": (
        "Sept des huit territoires hôtes de 2024 et tous ceux de 2026 ne sont pas nommés par les "
        "sources, et d'autres sites ont existé en 2022 : « jamais atteint » veut dire « par aucun "
        "hôte nommé »."
    ),
    "immersion_faculty": (
        "Une journée tenue à la faculté ne compte que par ses hôtes : Lille n'est pas un "
        "territoire couvert parce que la journée s'y tient."
    ),
    "attractiveness_meaning": (
        "Le score décrit des territoires par des critères qu'un atelier d'étudiants a nommés en "
        "2024. Il ne prédit aucune installation, ne juge aucun territoire et ne dit pas ce qui "
        "ferait venir quelqu'un."
    ),
    "attractiveness_rank": (
        "Un rang dépend des poids et de la façon de ramener les critères à une même échelle : "
        "lisez l'intervalle avant le rang. L'intervalle ne couvre ni les erreurs des sources, ni "
        "le choix des critères."
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

# What some of these say of 59 and 62, said of another perimeter; empty where it has no object.
CAVEATS_ELSEWHERE: dict[str, str] = {
    "cog_2026": (
        "Toutes les données sont ramenées aux communes au 1er janvier 2026. Les effectifs de "
        "communes fusionnées sont additionnés."
    ),
    "ternois": "",
    "edge_effect": (
        "Les habitants des bordures consultent aussi hors du périmètre : les densités n'en "
        "tiennent pas compte ; l'APL tient compte des voisins français."
    ),
    "model_index": (
        "Indice recalculé, pas l'APL de la DREES ; sa validité dans ce périmètre est sur la page "
        "« Méthode ». Il sert à estimer une variation, jamais le verdict d'une commune."
    ),
    "model_edges": (
        "Bords : les généralistes de France hors du périmètre sont remplacés par une campagne "
        "uniforme, ceux d'un pays voisin ne sont pas comptés. Près de ces limites, un scénario "
        "est moins sûr."
    ),
}
