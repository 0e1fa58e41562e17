#include "places.h"

namespace rejoinder::demo {

namespace {

using Text = std::string_view;

constexpr std::array<Place, 36> kSwiss{{
    {"3011", "Bern", "de"},       {"3007", "Bern", "de"},        {"3600", "Thun", "de"},
    {"3400", "Burgdorf", "de"},   {"2502", "Biel/Bienne", "de"}, {"4051", "Basel", "de"},
    {"4055", "Basel", "de"},      {"4410", "Liestal", "de"},     {"4500", "Solothurn", "de"},
    {"4600", "Olten", "de"},      {"5000", "Aarau", "de"},       {"5400", "Baden", "de"},
    {"6003", "Luzern", "de"},     {"6300", "Zug", "de"},         {"6430", "Schwyz", "de"},
    {"7000", "Chur", "de"},       {"8001", "Zürich", "de"},      {"8004", "Zürich", "de"},
    {"8050", "Zürich", "de"},     {"8400", "Winterthur", "de"},  {"8200", "Schaffhausen", "de"},
    {"8500", "Frauenfeld", "de"}, {"8610", "Uster", "de"},       {"9000", "St. Gallen", "de"},
    {"9500", "Wil SG", "de"},     {"1003", "Lausanne", "fr"},    {"1201", "Genève", "fr"},
    {"1227", "Carouge GE", "fr"}, {"1260", "Nyon", "fr"},        {"1700", "Fribourg", "fr"},
    {"1950", "Sion", "fr"},       {"2000", "Neuchâtel", "fr"},   {"2800", "Delémont", "fr"},
    {"6500", "Bellinzona", "it"}, {"6600", "Locarno", "it"},     {"6900", "Lugano", "it"},
}};
constexpr std::array<Place, 24> kGerman{{
    {"10115", "Berlin", "de"},    {"12043", "Berlin", "de"},   {"20095", "Hamburg", "de"},
    {"22765", "Hamburg", "de"},   {"28195", "Bremen", "de"},   {"30159", "Hannover", "de"},
    {"01067", "Dresden", "de"},   {"04109", "Leipzig", "de"},  {"40213", "Düsseldorf", "de"},
    {"44137", "Dortmund", "de"},  {"45127", "Essen", "de"},    {"48143", "Münster", "de"},
    {"50667", "Köln", "de"},      {"53111", "Bonn", "de"},     {"60311", "Frankfurt am Main", "de"},
    {"65183", "Wiesbaden", "de"}, {"68159", "Mannheim", "de"}, {"70173", "Stuttgart", "de"},
    {"76133", "Karlsruhe", "de"}, {"79098", "Freiburg", "de"}, {"80331", "München", "de"},
    {"86150", "Augsburg", "de"},  {"90402", "Nürnberg", "de"}, {"97070", "Würzburg", "de"},
}};
constexpr std::array<Place, 18> kFrench{{
    {"75011", "Paris", "fr"},
    {"75015", "Paris", "fr"},
    {"69003", "Lyon", "fr"},
    {"13006", "Marseille", "fr"},
    {"31000", "Toulouse", "fr"},
    {"06000", "Nice", "fr"},
    {"44000", "Nantes", "fr"},
    {"67000", "Strasbourg", "fr"},
    {"68100", "Mulhouse", "fr"},
    {"34000", "Montpellier", "fr"},
    {"33000", "Bordeaux", "fr"},
    {"59800", "Lille", "fr"},
    {"35000", "Rennes", "fr"},
    {"38000", "Grenoble", "fr"},
    {"21000", "Dijon", "fr"},
    {"25000", "Besançon", "fr"},
    {"74000", "Annecy", "fr"},
    {"29200", "Brest", "fr"},
}};
constexpr std::array<Place, 12> kAustrian{{
    {"1010", "Wien", "de"},
    {"1070", "Wien", "de"},
    {"1200", "Wien", "de"},
    {"3100", "St. Pölten", "de"},
    {"4020", "Linz", "de"},
    {"5020", "Salzburg", "de"},
    {"6020", "Innsbruck", "de"},
    {"6850", "Dornbirn", "de"},
    {"6900", "Bregenz", "de"},
    {"7000", "Eisenstadt", "de"},
    {"8010", "Graz", "de"},
    {"9020", "Klagenfurt", "de"},
}};

constexpr std::array<Text, 24> kGermanStreets{
    "Bahnhofstrasse",   "Dorfstrasse", "Hauptstrasse", "Kirchweg",      "Schulstrasse", "Gartenweg",
    "Seilerstrasse",    "Lindenweg",   "Feldstrasse",  "Bergstrasse",   "Rosenweg",     "Birkenweg",
    "Mühlegasse",       "Marktgasse",  "Ringstrasse",  "Wiesenstrasse", "Sonnenhalde",  "Poststrasse",
    "Industriestrasse", "Tannenweg",   "Kapellenweg",  "Oberdorf",      "Seeblick",     "Schlossgasse"};
constexpr std::array<Text, 16> kFrenchStreets{
    "rue du Lac",        "rue de la Gare", "avenue de la Paix",    "rue des Alpes",
    "chemin des Vignes", "rue du Marché",  "rue Victor Hugo",      "avenue Jean Jaurès",
    "rue de l'Église",   "rue des Lilas",  "place du Port",        "rue du Moulin",
    "boulevard Carnot",  "rue Pasteur",    "impasse des Tilleuls", "rue de la République"};
constexpr std::array<Text, 8> kItalianStreets{"Via Nassa",     "Via Lugano",    "Via San Gottardo",
                                              "Via Cantonale", "Via al Lago",   "Via Franscini",
                                              "Via Stazione",  "Viale Cattaneo"};

constexpr std::array<Text, 40> kGermanFamilies{
    "Müller",  "Meier",    "Schmid",    "Keller",  "Weber",    "Huber",    "Schneider", "Meyer",
    "Steiner", "Fischer",  "Baumann",   "Frei",    "Brunner",  "Gerber",   "Widmer",    "Zimmermann",
    "Moser",   "Graf",     "Wyss",      "Roth",    "Bachmann", "Kaufmann", "Hofer",     "Lehmann",
    "Bühler",  "Schärer",  "Aebischer", "Zürcher", "Hässig",   "Stöckli",  "Wagner",    "Becker",
    "Schulz",  "Hoffmann", "Koch",      "Richter", "Wolf",     "Schröder", "Krüger",    "Köhler"};
constexpr std::array<Text, 30> kFrenchFamilies{
    "Martin",   "Bernard", "Dubois",    "Thomas",   "Robert",   "Richard", "Petit",  "Durand",
    "Leroy",    "Moreau",  "Simon",     "Laurent",  "Lefèvre",  "Michel",  "Garcia", "David",
    "Bertrand", "Roux",    "Vincent",   "Fournier", "Girard",   "Bonvin",  "Favre",  "Rochat",
    "Jaquet",   "Pittet",  "Chevalier", "Perret",   "Gauthier", "Élie"};
constexpr std::array<Text, 14> kItalianFamilies{"Bernasconi", "Rossi",  "Bianchi",   "Ferrari",    "Crivelli",
                                                "Fontana",    "Galli",  "Lepori",    "Pedrazzini", "Quadri",
                                                "Sassi",      "Taddei", "Valsecchi", "Zanetti"};

constexpr std::array<Text, 32> kGermanWomen{
    "Anna",      "Barbara",   "Beatrice", "Brigitte",  "Christine", "Claudia", "Daniela", "Doris",
    "Elisabeth", "Esther",    "Eva",      "Franziska", "Gabriela",  "Heidi",   "Irene",   "Judith",
    "Karin",     "Katharina", "Laura",    "Lea",       "Maria",     "Martina", "Monika",  "Nicole",
    "Petra",     "Regula",    "Ruth",     "Sandra",    "Silvia",    "Susanne", "Ursula",  "Verena"};
constexpr std::array<Text, 32> kGermanMen{
    "Adrian",  "Andreas", "Beat",   "Bruno",  "Christian", "Daniel",   "David",   "Erich",
    "Fabian",  "Felix",   "Fritz",  "Hans",   "Heinz",     "Jan",      "Jürg",    "Jürgen",
    "Kurt",    "Lukas",   "Marcel", "Markus", "Martin",    "Matthias", "Michael", "Oliver",
    "Patrick", "Peter",   "Reto",   "Roland", "Stefan",    "Thomas",   "Urs",     "Werner"};
constexpr std::array<Text, 22> kFrenchWomen{
    "Anne",     "Camille",   "Catherine", "Chantal", "Chloé",    "Claire", "Élodie", "Émilie",
    "Florence", "Françoise", "Isabelle",  "Julie",   "Laurence", "Léa",    "Marie",  "Monique",
    "Nathalie", "Pauline",   "Sophie",    "Sylvie",  "Valérie",  "Zoé"};
constexpr std::array<Text, 22> kFrenchMen{
    "Alain",    "André",   "Antoine",   "Bernard",  "Christophe", "Didier",   "Éric",   "François",
    "Frédéric", "Gérard",  "Guillaume", "Hugo",     "Jacques",    "Jean-Luc", "Julien", "Laurent",
    "Louis",    "Nicolas", "Olivier",   "Philippe", "Pierre",     "Yves"};
constexpr std::array<Text, 10> kItalianWomen{"Alessia", "Chiara", "Elena", "Francesca", "Giulia",
                                             "Laura",   "Lucia",  "Paola", "Sara",      "Valentina"};
constexpr std::array<Text, 10> kItalianMen{"Alessandro", "Andrea", "Davide", "Fabio", "Giorgio",
                                           "Luca",       "Marco",  "Matteo", "Paolo", "Stefano"};

// Bundesnetzagentur, Mitteilung 148/2021; Arcep, décision 2018-0881. Switzerland, Austria and Italy keep
// none.
constexpr std::array<FilmNumbers, 5> kGermanNumbers{
    {{"+493023125", 3}, {"+496990009", 3}, {"+494066969", 3}, {"+492214710", 3}, {"+498999998", 3}}};
constexpr std::array<FilmNumbers, 5> kFrenchNumbers{
    {{"+3319900", 4}, {"+3326191", 4}, {"+3335301", 4}, {"+3346571", 4}, {"+3353649", 4}}};

constexpr std::array<Country, 4> kCountries{{
    {"CH", kSwiss},
    {"DE", kGerman},
    {"FR", kFrench},
    {"AT", kAustrian},
}};

} // namespace

std::span<const Country> countries() {
    return kCountries;
}

Names namesOf(std::string_view language) {
    if (language == "fr") return {kFrenchWomen, kFrenchMen};
    if (language == "it") return {kItalianWomen, kItalianMen};
    return {kGermanWomen, kGermanMen};
}

std::span<const std::string_view> streetsOf(std::string_view language) {
    if (language == "fr") return kFrenchStreets;
    if (language == "it") return kItalianStreets;
    return kGermanStreets;
}

std::span<const std::string_view> familyNamesOf(std::string_view language) {
    if (language == "fr") return kFrenchFamilies;
    if (language == "it") return kItalianFamilies;
    return kGermanFamilies;
}

std::span<const FilmNumbers> filmNumbersOf(std::string_view language) {
    if (language == "fr") return kFrenchNumbers;
    return kGermanNumbers;
}

} // namespace rejoinder::demo
