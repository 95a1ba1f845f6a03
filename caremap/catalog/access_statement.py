"""Accessibility statement: what is checked at each change, what is not met, what was not tried.

The frame is that of the French decree 2019-768 and of the RGAA 4.1, which stand on WCAG 2.1.
"""

CHECKED = (
    "Chaque page, à 1 366 pixels en thème clair et en thème sombre, à 320 pixels avec tous les "
    "volets ouverts : aucune règle d'axe-core enfreinte ; de même pour les dix vues d'une "
    "présentation jouée, à 1 366 pixels.",
    "Aucun défilement horizontal de 320 à 1 920 pixels, ni à 200 % d'agrandissement.",
    "Quatre tâches menées au clavier seul : choisir un territoire, changer d'indicateur, ouvrir le "
    "tableau d'une carte, chercher un lieu. La touche « / » de la recherche peut être coupée.",
    "Couleurs des cartes distinctes pour trois déficiences de la vision (deutan, protan, tritan) ; "
    "contraste des textes d'au moins 4,5 pour 1 dans les deux thèmes.",
    "Sur chaque page, tous les onglets ouverts : chaque carte et chaque graphique a une phrase de "
    "lecture, un texte de remplacement et un tableau. Deux n'ont pas de tableau à côté d'eux : "
    "« Place de chaque territoire parmi les EPCI », dont les valeurs sont dans l'onglet "
    "« Tableau » de la même page, et la carte où l'on compose un territoire, dont la liste des "
    "communes choisies dit le contenu.",
    "Langue de la page déclarée, un titre par page, un lien direct par vue.",
)
NOT_MET = (
    "Le dessin d'une carte ne se parcourt pas au clavier : le sélecteur de territoire et le "
    "tableau jumeau donnent les mêmes valeurs et le même choix (critères 1.1 et 7.3 du RGAA).",
    "Une carte jouée dans une présentation n'a pas de tableau à côté d'elle : « Ouvrir dans le "
    "tableau de bord » mène à la page qui le porte (critère 1.1).",
    "Le point survolé d'un graphique ne se lit qu'à la souris ; ses valeurs sont dans le tableau "
    "jumeau (critère 10.13).",
    "Quelques mots de l'interface du socle restent en anglais, par exemple dans les menus des "
    "tableaux (critère 8.7).",
    "Les grands tableaux sont dessinés sur un canevas : leur lecture par un lecteur d'écran dépend "
    "du navigateur ; les valeurs se téléchargent en CSV (critère 5.7).",
)
NOT_TRIED = (
    "Aucun audit RGAA complet par une personne n'a été fait : les règles vérifiées "
    "automatiquement n'en couvrent qu'une partie.",
    "Aucun essai avec NVDA, JAWS, VoiceOver ou une plage braille.",
)
RIGHTS_URL = "https://formulaire.defenseurdesdroits.fr/"
