"""How often each letter occurs in five languages, as published, and one short story told in each of them."""

from __future__ import annotations

import unicodedata

import numpy

ALPHABET = "abcdefghijklmnopqrstuvwxyz"

# Percentages for a to z, with accents dropped: what a table lists for an accented letter is added to the letter below the
# accent, and twice the share of the German sharp s to s. English: Lewand (2000), Cryptological mathematics, p. 36. Dutch: Genootschap Onze
# Taal, Letterfrequenties. German: Beutelspacher (2005), Kryptologie, p. 10. Spanish: Pratt (1942), Secret and urgent,
# pp. 254-255. Italian: Singh and Galli (1999), Codici e segreti. All as compiled in Wikipedia, "Letter frequency" (October 2025).
_PERCENT = {
    "English": "8.167 1.492 2.782 4.253 12.702 2.228 2.015 6.094 6.966 0.153 0.772 4.025 2.406 "
    "6.749 7.507 1.929 0.095 5.987 6.327 9.056 2.758 0.978 2.360 0.150 1.974 0.074",
    "Dutch": "7.49 1.58 1.24 5.93 18.91 0.81 3.40 2.38 6.50 1.46 2.25 3.57 2.21 "
    "10.03 6.06 1.57 0.009 6.41 3.73 6.79 1.99 2.85 1.52 0.036 0.035 1.39",
    "German": "7.094 1.886 2.732 5.076 16.396 1.656 3.009 4.577 6.550 0.268 1.417 3.437 2.534 "
    "9.776 3.037 0.670 0.018 7.003 7.884 6.154 5.161 0.846 1.921 0.034 0.039 1.134",
    "Spanish": "12.027 2.215 4.019 5.010 14.135 0.692 1.768 1.973 6.972 0.493 0.026 4.967 3.157 "
    "7.023 9.510 2.510 0.877 6.871 7.977 4.632 4.107 1.138 0.027 0.515 1.433 0.467",
    "Italian": "12.380 0.927 4.501 3.736 12.055 1.153 1.644 0.136 10.173 0.011 0.009 6.510 2.512 "
    "6.883 9.834 3.056 0.505 6.367 4.981 5.623 2.979 2.097 0.033 0.008 0.020 1.181",
}

STORIES = {
    "English": "The train was late again, so we sat on the platform and watched the pigeons steal bread from each other. My "
    "brother said that he had never seen a bird so clever. Later in the evening it began to rain, and everyone moved "
    "closer to the wall. Nobody spoke for a while, but it was not a sad silence. When the lights of the train appeared "
    "behind the hill, an old man took off his hat and waved as if he were greeting a friend.",
    "Dutch": "De trein had weer vertraging, dus gingen we op het perron zitten en keken hoe de duiven elkaar het brood "
    "afpakten. Mijn broer zei dat hij nog nooit zo'n slimme vogel had gezien. Later op de avond begon het te regenen en "
    "iedereen schoof dichter naar de muur. Een tijdje sprak niemand, maar het was geen droevige stilte. Toen de lichten "
    "van de trein achter de heuvel verschenen, nam een oude man zijn hoed af en zwaaide alsof hij een vriend begroette.",
    "German": "Der Zug hatte wieder Verspätung, also setzten wir uns auf den Bahnsteig und sahen den Tauben zu, wie sie "
    "einander das Brot stahlen. Mein Bruder sagte, er habe noch nie einen so klugen Vogel gesehen. Am Abend begann es zu "
    "regnen, und alle rückten näher an die Wand. Eine Weile sprach niemand, aber es war keine traurige Stille. Als die "
    "Lichter des Zuges hinter dem Hügel auftauchten, nahm ein alter Mann seinen Hut ab und winkte, als grüße er einen "
    "Freund.",
    "Spanish": "El tren venía otra vez con retraso, así que nos sentamos en el andén y miramos cómo las palomas se robaban "
    "el pan. Mi hermano dijo que nunca había visto un pájaro tan listo. Por la tarde empezó a llover y todos se acercaron "
    "a la pared. Durante un rato nadie habló, pero no era un silencio triste. Cuando las luces del tren aparecieron detrás "
    "de la colina, un viejo se quitó el sombrero y saludó como si viera a un amigo.",
    "Italian": "Il treno era di nuovo in ritardo, così ci sedemmo sul marciapiede a guardare i piccioni che si rubavano il "
    "pane. Mio fratello disse che non aveva mai visto un uccello tanto furbo. Verso sera cominciò a piovere e tutti si "
    "avvicinarono al muro. Per un po' nessuno parlò, ma non era un silenzio triste. Quando le luci del treno apparvero "
    "dietro la collina, un vecchio si tolse il cappello e salutò come se vedesse un amico.",
}


def letter_frequencies() -> dict[str, numpy.ndarray]:
    """Language -> [26] probabilities of a to z in running text, without spaces; none is 0."""
    tables = {language: numpy.array(shares.split(), dtype=float) for language, shares in _PERCENT.items()}
    return {language: table / table.sum() for language, table in tables.items()}


def letters_of(text: str) -> numpy.ndarray:
    """The letters of a text as numbers, 0 for a to 25 for z; case and accents are dropped, and all that is no letter.

    Returns [n] int64.
    """
    plain = unicodedata.normalize("NFKD", text.lower().replace("ß", "ss"))
    return numpy.array([ALPHABET.index(letter) for letter in plain if letter in ALPHABET], dtype=numpy.int64)
