"""Names for the demo: put together from syllables, so that no company, person or street that exists is meant.

Towns and their postcodes are real, so that addresses look as they should; e-mail domains end with `.example`. Phone numbers are from
the ranges that the authorities of France, the United Kingdom, Ireland, Germany and North America keep for fiction. Spain and
Mexico keep none: there the numbers begin with a digit with which no number begins.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from random import Random

BEGINNINGS = (
    "Vel Bra Tor Quin Zar Mel Dor Fal Gru Lum Nar Ost Pel Ris Tam Urb Xil Cor Bel Jar Nov Sil".split()
)
MIDDLES = "a e i o u ando elo ira ora uma".split()
ENDINGS = "dexa mar nova quil bral tesa vento rix dalia sora plen gard mond via tron zeta".split()
NUMBERS_OF_FICTION = {
    "ES": "+34 455 010 {:03}",
    "FR": "+33 1 99 00 {:02} {:02}",
    "US": "+1 202-555-{:04}",
    "GB": "+44 20 7946 0{:03}",
    "IE": "+353 20 910 {:04}",
    "DE": "+49 30 23125 {:03}",
    "MX": "+52 055 5010 {:04}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """What names and addresses look like in a country."""

    firms: tuple[str, ...]
    public_bodies: tuple[str, ...]
    given_names: tuple[str, ...]
    streets: tuple[str, ...]
    towns: tuple[tuple[str, str, str], ...]  # town, region, first digits of the postcode
    postcode_digits: int = 5


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("|"))


SPAIN = Country(
    firms=_listed(
        "Suministros {} SL|Ferretería {} SL|Papelería {} SL|Almacenes {} SA|Talleres {} SL|Restaurante {} SL|Hotel {} SA"
        "|Clínica {} SLP|Instalaciones {} SL|Comercial {} SA|Muebles {} SL|Electricidad {} SL|Cafetería {} SL|Óptica {} SL"
    ),
    public_bodies=_listed("Ayuntamiento de {}|Diputación de {}|Hospital Comarcal de {}|Instituto Municipal de {}"),
    given_names=_listed("Lucía|Martín|Núria|Íñigo|Begoña|Andrés|Concepción|Joaquín|Ainhoa|Tomás|Rocío|Óscar|Inés|Raúl"),
    streets=_listed("Calle {} {}|Avenida {} {}|Plaza {} {}|Polígono Industrial {}, nave {}|Paseo {} {}"),
    towns=(
        ("Madrid", "Madrid", "280"), ("Barcelona", "Barcelona", "080"), ("Valencia", "Valencia", "460"),
        ("Sevilla", "Sevilla", "410"), ("Zaragoza", "Zaragoza", "500"), ("Málaga", "Málaga", "290"),
        ("Bilbao", "Bizkaia", "480"), ("A Coruña", "A Coruña", "150"), ("Valladolid", "Valladolid", "470"),
        ("Córdoba", "Córdoba", "140"), ("Logroño", "La Rioja", "260"), ("León", "León", "240"),
    ),
)  # fmt: skip
FRANCE = Country(
    firms=_listed(
        "Établissements {} SARL|Société {} SAS|Quincaillerie {} SARL|Papeterie {} SARL|Garage {} SARL|Menuiserie {} SARL"
        "|Hôtel {} SAS|Brasserie {} SARL|Électricité {} SAS|Maison {} SA|Librairie {} SARL"
    ),
    public_bodies=_listed("Commune de {}|Collège de {}|Centre hospitalier de {}"),
    given_names=_listed("Élodie|François|Chloé|Jérôme|Anaïs|Benoît|Hélène|Loïc|Maëlle|Stéphane|Zoé|Gaël"),
    streets=_listed("{1} rue {0}|{1} avenue {0}|{1} place {0}|{1} boulevard {0}|ZI {0}, lot {1}"),
    towns=(
        ("Paris", "", "750"), ("Lyon", "", "690"), ("Marseille", "", "130"), ("Toulouse", "", "310"), ("Nantes", "", "440"),
        ("Bordeaux", "", "330"), ("Lille", "", "590"), ("Besançon", "", "250"), ("Orléans", "", "450"),
    ),
)  # fmt: skip
UNITED_STATES = Country(
    firms=_listed("{} Supply Inc.|{} Hardware LLC|{} & Sons Inc.|{} Hospitality Group LLC|{} Office Products Inc.|{} Foods LLC"),
    public_bodies=_listed("City of {}|{} County Schools"),
    given_names=_listed("Emily|Jacob|Hannah|Tyler|Grace|Logan|Olivia|Mason|Ruth|Caleb"),
    streets=_listed("{1} {0} Street|{1} {0} Avenue|{1} {0} Road, Suite 4"),
    towns=(
        ("Austin", "TX", "787"), ("Portland", "OR", "972"), ("Columbus", "OH", "432"), ("Denver", "CO", "802"),
        ("Raleigh", "NC", "276"), ("Tampa", "FL", "336"),
    ),
)  # fmt: skip
IRELAND = Country(
    firms=_listed("{} Trading Ltd|{} Stores Ltd|{} Catering Ltd|{} Stationery Ltd|{} Inns Ltd"),
    public_bodies=_listed("{} Town Council"),
    given_names=_listed("Aoife|Cian|Niamh|Declan|Sinéad|Oisín"),
    streets=_listed("{1} {0} Street|{1} {0} Road"),
    towns=(("Dublin", "", ""), ("Cork", "", ""), ("Galway", "", ""), ("Limerick", "", "")),
    postcode_digits=0,
)
MEXICO = Country(
    firms=_listed(
        "Comercializadora {} SA de CV|Distribuidora {} SA de CV|Abarrotes {} SA de CV|Papelera {} SA de CV|Hoteles {} SA de CV"
        "|Refacciones {} SA de CV|Grupo {} S de RL de CV"
    ),
    public_bodies=_listed("Municipio de {}"),
    given_names=_listed("Guadalupe|Ramón|Itzel|Jesús|Ximena|Héctor|Marisol|Ángel"),
    streets=_listed("Calle {} {}|Avenida {} {}|Calzada {} {}"),
    towns=(
        ("Ciudad de México", "CDMX", "06"), ("Guadalajara", "Jalisco", "44"), ("Monterrey", "Nuevo León", "64"),
        ("Mérida", "Yucatán", "97"), ("Querétaro", "Querétaro", "76"),
    ),
)  # fmt: skip
UNITED_KINGDOM = Country(
    firms=_listed("{} Wholesale Ltd|{} Fixings Ltd"),
    public_bodies=_listed("{} Borough Council"),
    given_names=_listed("Alice|Harry|Imogen|George"),
    streets=_listed("{1} {0} Street|{1} {0} Lane"),
    towns=(("London", "", ""), ("Leeds", "", "")),
    postcode_digits=0,
)
GERMANY = Country(
    firms=_listed("{} Handels GmbH|{} Bürobedarf GmbH"),
    public_bodies=_listed("Gemeinde {}"),
    given_names=_listed("Jürgen|Käthe|Günter"),
    streets=_listed("{}straße {}|{}weg {}"),
    towns=(("Köln", "", "50"), ("München", "", "80")),
)
COUNTRIES = {
    "ES": SPAIN, "FR": FRANCE, "US": UNITED_STATES, "IE": IRELAND, "MX": MEXICO, "GB": UNITED_KINGDOM, "DE": GERMANY,
}  # fmt: skip


class Names:
    """Invents names, each at most once."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._used: set[str] = set()

    def word(self) -> str:
        """A word that was not used before."""
        while True:
            word = "".join(map(self._chance.choice, (BEGINNINGS, MIDDLES, ENDINGS)))
            if word not in self._used:
                self._used.add(word)
                return word

    def person(self, country: Country) -> str:
        """A given name that is usual in the country, and a surname that is nobody's."""
        return f"{self._chance.choice(country.given_names)} {self.word()}"

    def street(self, country: Country) -> str:
        """A street and number."""
        return self._chance.choice(country.streets).format(self.word(), self._chance.randint(1, 180))

    def town(self, country: Country) -> tuple[str, str, str]:
        """Postcode, town and region."""
        town, region, first = self._chance.choice(country.towns)
        rest = country.postcode_digits - len(first)
        postcode = first + f"{self._chance.randrange(1, 50):0{rest}}" if country.postcode_digits else ""
        return postcode, town, region

    def phone(self, country: str) -> str:
        """A number that rings nowhere."""
        form = NUMBERS_OF_FICTION[country]
        return form.format(*(self._chance.randrange(10, 100) for _ in range(form.count("{"))))


def slug(name: str) -> str:
    """The name as a part of an e-mail address: `establecimientos-velodexa`."""
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "-".join("".join(char if char.isalnum() else " " for char in bare).split())
