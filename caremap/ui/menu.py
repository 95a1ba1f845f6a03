"""Pages of the menu, in its order: name of the file and of the address, title, icon."""

PAGES = (
    ("synthese", "Synthèse", ":material/insights:"),
    ("densite", "Densité médicale", ":material/groups:"),
    ("acces", "Accès aux soins", ":material/route:"),
    ("stages", "Stages", ":material/school:"),
    ("immersion", "Journées d'immersion", ":material/diversity_3:"),
    ("attractivite", "Attractivité", ":material/favorite:"),
    ("simulation", "Simulation", ":material/tune:"),
    ("territoire", "Fiche territoire", ":material/location_city:"),
    ("comparaison", "Comparaison", ":material/compare_arrows:"),
    ("conventions", "Conventions", ":material/handshake:"),
    ("presentation", "Présentation", ":material/slideshow:"),
    ("donnees", "Données", ":material/database:"),
    ("methode", "Méthode", ":material/menu_book:"),
    ("accessibilite", "Accessibilité", ":material/accessibility_new:"),
)
