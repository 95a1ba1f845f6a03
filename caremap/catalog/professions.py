"""The 25 self-employed professions published by the CNAM, with the slug used in indicator ids."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Profession:
    """One line of the CNAM table: `label` is the producer's own wording."""

    slug: str
    label: str
    short_label: str
    family: str
    total: bool = False
    denominator: str = "habitants"


_GP, _SPECIALIST, _DENTAL, _ALLIED = "Généralistes", "Spécialistes", "Dentaire", "Auxiliaires"

PROFESSIONS: tuple[Profession, ...] = (
    Profession(
        "gp_all", "Ensemble des médecins généralistes", "Généralistes (ensemble)", _GP, True
    ),
    Profession(
        "gp",
        "Médecins généralistes (hors médecins à expertise particulière - MEP)",
        "Généralistes (hors MEP)",
        _GP,
    ),
    Profession(
        "gp_mep",
        "Médecins généralistes à expertise particulière (MEP)",
        "Généralistes à expertise particulière",
        _GP,
    ),
    Profession(
        "doctors_all", "Ensemble des médecins", "Médecins (ensemble)", _SPECIALIST, total=True
    ),
    Profession("allergist", "Allergologues", "Allergologues", _SPECIALIST),
    Profession(
        "anaesthetist",
        "Anesthésistes-réanimateurs",
        "Anesthésistes-réanimateurs",
        _SPECIALIST,
    ),
    Profession("cardiologist", "Cardiologues", "Cardiologues", _SPECIALIST),
    Profession("dermatologist", "Dermatologues", "Dermatologues", _SPECIALIST),
    Profession(
        "gynaecologist",
        "Gynécologues médicaux et obstétriciens",
        "Gynécologues",
        _SPECIALIST,
        denominator="femmes",
    ),
    Profession("neurologist", "Neurologues", "Neurologues", _SPECIALIST),
    Profession("ophthalmologist", "Ophtalmologues", "Ophtalmologues", _SPECIALIST),
    Profession("ent", "Oto-rhino-laryngologistes", "ORL", _SPECIALIST),
    Profession("pulmonologist", "Pneumologues", "Pneumologues", _SPECIALIST),
    Profession("paediatrician", "Pédiatres", "Pédiatres", _SPECIALIST, denominator="enfants"),
    Profession("radiologist", "Radiologues", "Radiologues", _SPECIALIST),
    Profession("rheumatologist", "Rhumatologues", "Rhumatologues", _SPECIALIST),
    Profession(
        "dentist",
        "Chirurgiens-dentistes (hors spécialistes d'orthopédie dento-faciale - ODF)",
        "Chirurgiens-dentistes (hors ODF)",
        _DENTAL,
    ),
    Profession(
        "orthodontist",
        "Chirurgiens-dentistes spécialistes d'orthopédie dento-faciale (ODF)",
        "Orthodontistes (ODF)",
        _DENTAL,
    ),
    Profession(
        "allied_all",
        "Ensemble des auxiliaires médicaux",
        "Auxiliaires médicaux (ensemble)",
        _ALLIED,
        total=True,
    ),
    Profession("nurse", "Infirmiers", "Infirmiers", _ALLIED),
    Profession(
        "physiotherapist", "Masseurs-kinésithérapeutes", "Masseurs-kinésithérapeutes", _ALLIED
    ),
    Profession("speech_therapist", "Orthophonistes", "Orthophonistes", _ALLIED),
    Profession("orthoptist", "Orthoptistes", "Orthoptistes", _ALLIED),
    Profession("podiatrist", "Pédicures-podologues", "Pédicures-podologues", _ALLIED),
    Profession("midwife", "Sages-femmes", "Sages-femmes", "Maïeutique", denominator="femmes"),
)
PROFESSION_BY_SLUG = {profession.slug: profession for profession in PROFESSIONS}
