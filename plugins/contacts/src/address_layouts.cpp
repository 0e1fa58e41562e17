#include "address_data.h"

// Layouts, territories and mendings are made from the templates of OpenCage's address-formatting (MIT, see
// NOTICE), put into a form of our own; forms of postcodes, regions and their areas are written for this
// program. Public texts of the post offices are the yardstick: what is wrong is mended here, not in the code.

namespace rejoinder::contacts {

// "number = line / line": a word is a part of the address, (a b) the first of these that is there, a+b both
// together, "…" a text that stands only between two parts.
const std::string_view kAddressLayouts = R"(
1 = attention / house / (road place hamlet) number / postcode (postal_city town city village municipality hamlet county state) / archipelago / country
2 = attention / house / road number / place / (suburb city_district neighbourhood island) / (city town village hamlet municipality) / (county state_district state region island+archipelago) / country
3 = attention / house / number road / place / postcode (town village hamlet city municipality state) / country
4 = attention / house / number road / (suburb city_district neighbourhood) / (city town village hamlet) / (state_district state) / country
5 = attention / house / road number / (suburb city_district neighbourhood) / (city town village hamlet state) / country
6 = attention / house / number road / (city town village hamlet municipality county state_district state) / country
7 = attention / house / road number / (city town village hamlet) / postcode country
8 = attention / house / road number / postcode / (city town city_district municipality state_district village hamlet) / country
9 = attention / house / number road / postcode / (city town village hamlet) / (state_district state) / country
10 = attention / house / road number / (city town village hamlet state) ", " postcode / country
11 = house / (city town village hamlet) / (country continent)
12 = attention / house / road number / (suburb city_district state_district) / postcode (city town village hamlet state) / country
13 = attention / house / number road / (suburb city_district city town state_district village hamlet region) (state_code state) postcode / country
14 = attention / house / road number / (city town village hamlet municipality county state_district state) / country
15 = attention / house / number road / (suburb city_district state_district) / (city town village hamlet) " - " postcode / country
16 = attention / house / road number / postcode (postal_city town city village municipality hamlet county state) / archipelago / country
17 = attention / house / number road / (city town village hamlet municipality) / county / state / country
18 = attention / house / road number / (suburb city_district neighbourhood) / (city town village hamlet) postcode / country
19 = attention / house ", " quarter / number road / (village town city municipality hamlet county) postcode / (country state)
20 = attention / house / number ", " road / (city town village hamlet suburb city_district neighbourhood state) / country
21 = attention / house / number ", " road / (city town village hamlet municipality) / (county state_district state) postcode / country
22 = attention / house / road ", " number ", " (quarter) / (suburb city_district village hamlet) / (city town state_district) " - " (state_code state) / postcode / country
23 = attention / house / road number / (city town village hamlet municipality) / county / country
24 = attention / house / road number ", " house / (suburb city_district neighbourhood) / (city town village hamlet state) postcode / country
25 = attention / house / road number / (suburb city_district neighbourhood) / (city town village hamlet) / country
26 = country / state / postcode (city town village hamlet) / suburb / road ", " number / house / attention
27 = attention / house / (number+road suburb) / (city town village hamlet county state_district) ", " (state_code state) postcode / country
28 = attention / house / (number+road suburb) / (city town village hamlet county state_district region) ", " (state state_code) postcode / country
29 = attention / house / road number / postcode (postal_city town city municipality village hamlet county state) / country
30 = attention / house / road number / postcode (postal_city town city village municipality hamlet county state) / region / country
31 = postcode country / (state_code state state_district region) / county / (city town municipality village hamlet) / (suburb city_district neighbourhood) / road number / house / attention
32 = attention / house / number road / (suburb city_district neighbourhood) / county / (city town municipality village hamlet) / (state_code state state_district region) / country postcode
33 = attention / house / road number / (suburb city_district neighbourhood) / postcode (city town state_district village hamlet) ", " (state_code state) / country
34 = attention / house / road number / state ", " (city town state_district village hamlet) ", " (suburb city_district neighbourhood) / postcode country
35 = attention / house / (road place hamlet) number / postcode (village+postal_city town city municipality hamlet county state) / archipelago / country
36 = attention / house / (road place hamlet) number / (suburb city_district neighbourhood) / (village town city hamlet municipality county) / (state state_district) / country
37 = attention / house / road number / (suburb city_district neighbourhood) / (city town village hamlet) ", " state / postcode / country
38 = attention / house / road number / postcode / (city town state_district village hamlet) / country
39 = attention / house / number road / (suburb city_district neighbourhood) / (city town village hamlet) / postcode / country
40 = attention / house / road ", " number / postcode (city town village hamlet municipality state county) / country
41 = attention / house / road number / place / suburb / (city town village hamlet municipality county) / (state county) / country
42 = attention / house / number road / (village hamlet) / (city town state_district suburb municipality county) ", " (state_code state) postcode / country
43 = attention / house / road number / place / (suburb village hamlet) / (city town municipality county island state_district) ", " (state state_code) / country
44 = attention / house / number road / (suburb city_district neighbourhood village hamlet) / (city town municipality county state_district state) / country
45 = attention / house / number road / quarter / (village town city municipality hamlet county) / postcode / (country state)
46 = attention / house / road number / place / (suburb island) / (village hamlet municipality) / (town city) / county / (state state_code) / country
47 = attention / house / number road / postcode (city town village hamlet state_district) / state / country
48 = attention / house / road number / postcode "-" (city town village hamlet municipality state) / country
49 = attention / house / number road / (state_district region) / state / country
50 = attention / postcode (city town village hamlet) / road number "." / country
51 = attention / house / road number / (suburb city_district neighbourhood) / (city town village hamlet) postcode / state / country
52 = attention / house / number road / (suburb city_district neighbourhood) / (city town village hamlet municipality) / county / postcode / country
53 = attention / house / number ", " road / (suburb city_district state_district) / (city town village hamlet) " - " postcode / state / country
54 = attention / house / number (city_district neighbourhood suburb) / road / (city town state village hamlet) / postcode / country
55 = attention / house / (city town village hamlet) / (suburb city_district neighbourhood) / road / number / (province state state_district) / postcode / country
56 = attention / house / (city town village hamlet) / (suburb city_district neighbourhood) / road / number / (state state_district) / postcode / country
57 = attention / house / road number / postcode (city town village hamlet municipality) (county_code county) / country
58 = attention / house / number road / (suburb city_district neighbourhood) / (city town village hamlet) postcode / country
59 = attention / house / number road / (suburb city_district neighbourhood) / (city town village hamlet) ", " (state state_district) postcode / country
60 = attention / house / number road / (city town state village hamlet) / postcode / country
61 = attention / house / road number / (city town village hamlet) / (suburb city_district neighbourhood) / country
62 = attention / house / number road / (city town village hamlet) ", " (state island) / country
63 = country / state (city town village hamlet) (suburb city_district neighbourhood) road number / attention / postcode
64 = country / state (city town village hamlet) (suburb city_district neighbourhood) / attention
65 = attention / house / number road / (suburb city_district neighbourhood) ", " (city town village hamlet) postcode / state / country
66 = attention / house / (area+city_block neighbourhood city_district suburb) / road / number house / postcode (city town village hamlet) / country
67 = attention / house / number ", " road / postcode (city town village hamlet state) / country
68 = attention / house / road number / place / (neighbourhood city_district municipality suburb) / city / country
69 = attention / house / road ", " number / postcode (city town village hamlet state) / country
70 = attention / house / number road / (suburb city_district neighbourhood) / postcode (city town village hamlet) / country
71 = attention / house / number road / (city town village hamlet state) ", " postcode / country
72 = attention / house / city_district / (suburb neighbourhood) / road / number / postcode / (city town village hamlet) / country
73 = attention / house / road number / (suburb village hamlet state_district) / country
74 = attention / house / number road / (city town suburb village hamlet) / postcode / country
75 = attention / house / number ", " road / (suburb city_district neighbourhood) / (city town village hamlet state) postcode / country
76 = attention / house / number road / (suburb city_district neighbourhood) / postcode (city town village hamlet) / state / country
77 = attention / house / number / road / (city town village hamlet) / country
78 = attention / house / number road / (city town village hamlet) postcode / state / country
79 = attention / house / road number / (suburb neighbourhood city) / (municipality county state_district state) postcode / country
80 = attention / house / number road / postcode / (city town state_district village hamlet) / state / country
81 = attention / house / road number / (suburb city_district neighbourhood) / postcode / (city town state_district village hamlet) / state / country
82 = attention / house / number road / (city town village hamlet) postcode state / country
83 = attention / house / number road ", " (suburb city_district neighbourhood) ", " (city town village hamlet suburb state_district) / postcode (municipality region state) / country
84 = attention / house / number road / (suburb city_district neighbourhood) / (city town village hamlet state) postcode / country
85 = attention / house / (city town island) / country
86 = attention / house / road ", " number / (suburb city_district) / (city town village hamlet) / state / country / postcode
87 = attention / house / road ", " number / (suburb city_district neighbourhood island village hamlet) / (city town municipality) / (county state_district state) / country
88 = attention / house / number road ", " (village hamlet city_district suburb neighbourhood) / (city town state_district) postcode / country
89 = attention / house / number road / (city town village hamlet island) / island / country
90 = attention / house ", " quarter / number road ", " residential / (country town city municipality hamlet village county) postcode
91 = attention / house / road number / postcode (postal_city city town village municipality city_district hamlet county state) / country
92 = attention / house / road number / postcode " - " (city town village hamlet) / state / country
93 = attention / house / road ", " number / (village hamlet city_district neighbourhood suburb) / postcode (city town state_district state) / country
94 = attention / house / road number / (city town village hamlet state) / postcode / country
95 = attention / number road / quarter / (village town city municipality hamlet county) / island / country
96 = attention / house / number (village hamlet) / road / (neighbourhood city town) ", " (suburb city_district state_district) / state postcode / country
97 = attention / house / number road / (suburb city_district state_district) / (city town state_district village hamlet) ", " postcode / country
98 = attention / house / number road / (city town village hamlet municipality) / (county state_district state island) / country
99 = country / postcode / (city town village hamlet municipality) (suburb city_district neighbourhood) road number / house / attention
100 = attention / house / number ", " road / (suburb city_district neighbourhood) ", " (city town village hamlet) postcode / country
101 = attention / house / road ", " number / (suburb city_district state_district) / (city town village hamlet municipality) / (region state) / postcode / country
102 = attention / house / road number / (city town village hamlet) / (state state_district) / country / postcode
103 = attention / house / road number / (city town state_district village hamlet) postcode ", " (state_code state) / country
104 = attention / house / number road / (city town village hamlet) ", " island / country ", " postcode
105 = attention / house / number road / (suburb city_district neighbourhood) / (city town village hamlet state_district) / state postcode / country
106 = attention / house / number ", " road / (city town village hamlet state) postcode / country
107 = attention / house / number road / (suburb city_district state_district) / (city town village hamlet state) / postcode / country
)";

// "country layout [!layout when neither street nor postcode are known] [~layout in Latin letters] [^part in
// capitals]
// [>country it writes like]", then its own: country name, a part to add, what to mend in parts or in the
// whole block
// ("_" is a blank).
const std::string_view kAddressCountries = R"(
** 1 !2 | AD 3 | AE 4 | AF 5 | AG 6 | AI 7 | AL 8 | AM 9 | AO 10 | AQ 11 !11 | AU 13 | AW 14 | AZ 3 | BA 1
BB 6 | BD 15 | BE 16 | BF 17 | BG 18 | BH 19 | BI 14 | BJ 20 | BM 19 | BN 21 | BS 23 | BT 24 | BW 25 | BY 26
BZ 6 | CD 20 | CF 14 | CG 20 | CI 6 | CK 6 | CL 30 | CM 14 | CN 31 ~32 | CR 34 | CU 10 | CW 14 | CY 1 | DM 6
DZ 3 | EC 38 | EG 39 | EE 1 | EH 14 | ER 14 | ET 1 | FI 1 | FJ 6 | GA 44 | GD 14 | GE 1 | GH 6 | GI 6 | GL 1
GM 6 | GN 47 | GQ 14 | GW 1 | GY 6 | HK 49 ~49 | HN 1 | HR 1 | ID 51 | IL 1 | IM >GB | IQ 54 | IR 55 ~56 | IS 1
JM 58 | JO 1 | KE 60 | KG 26 | KH 58 | KI 14 | KM 61 | KN 62 | KP 5 | KR 63 !64 ~65 | KW 66 | KY 19 | KZ 26
LA 67 | LC 14 | LI >CH | LK 58 | LR 1 | LS 19 | LT 1 | LU 3 | LV 10 | LY 14 | MA 3 | MD 69 | ME 1 | MG 70 | MK 1
ML 14 | MM 71 | MN 72 | MO 73 ~73 | MS 6 | MT 74 | MR 20 | MU 75 | MV 19 | MW 6 | MX 33 | MY 76 | MZ 40 !41
NA 19 | NE 77 | NG 78 | NI 5 | NO 1 | NP 79 | NR 6 | NU 6 | OM 80 | PE 18 | PG 82 | PH 83 | PK 84 | PN 85
PS >IL | PW 1 | PY 1 | QA 14 | RO 1 | RS 1 | RU 86 !87 | RW 6 | SA 88 | SB 14 | SC 89 | SD 1 | SG 90 | SI 1
SL 6 | SM >IT | SO 5 | SR 5 | SS 14 | ST 14 | SX 14 | SY 93 | SZ 94 | TC 45 !95 | TD 5 | TG 20 | TH 96 | TJ 1
TL 14 | TM 67 | TN 3 | TO 6 | TR 1 | TT 97 | TV 98 | TW 99 ~100 | UA 101 | UG 6 | UZ 102 | UY 1 | VA >IT | VC 14
VE 103 | VG 104 | VN 105 | VU 14 | WS 14 | XC 17 | XK 106 | YE 20 | ZA 107 | ZM 3 | ZW 6
AR 12
  part ^Autonomous_City_of_ =>
  block \n(\w\d{4})(\w{3})_ => \n$1_$2_
AS >US
  country United States of America
  add state=American Samoa
AT 1
  part ^Politischer_Bezirk_ =>
AX >FI
  country Åland, Finland
BL >FR
  country Saint-Barthélemy, France
BO 14
  part ^Municipio_Nuestra_Senora_de_ =>
BQ >NL
  country Caribbean Netherlands
BR 22
  block \b(\d{5})(\d{3})\b => $1-$2
BV >NO
  country Bouvet Island, Norway
CA 27 !28
  block _([A-Za-z]{2})_([A-Za-z]\d[A-Za-z])(\d[A-Za-z]\d)\n => _$1_$2_$3\n
CC >AU
  country Australia
CH 29
  part Verwaltungskreis =>
  part Verwaltungsregion =>
  part _administrative_district =>
  part _administrative_region =>
CO 33
  block Localidad_ => _
  block (Bogot[áa]),?_(Distrito_Capital|Capital_District) => $1
  block (Bogot[áa]),_Bogot[áa] => $1
CV 1
  block \n(\d{4})_([^,]*)\n => \n$1-$2\n
CX >AU
  country Australia
  add state=Christmas Island
CZ 1
  part ^Capital_City_of_ =>
  block \n(\d{3})(\d{2})_ => \n$1_$2_
DE 35 !36
  part ^Stadtteil_ =>
  part ^Stadtbezirk_(\d+) =>
  part ^Ortsbeirat_(\d+)_: =>
  part ^Gemeinde_ =>
  part ^Gemeindeverwaltungsverband_ =>
  part county=Landkreis_ =>
  part county=Kreis_ =>
  part ^Grenze_ =>
  part state=Free_State_of_ =>
  part ^Freistaat_ =>
  part ^Regierungsbezirk_ =>
  part ^Stadtgebiet_ =>
  part ^Gemeindefreies_Gebiet_ =>
  part city=Alt-Berlin => Berlin
  block Berlin\nBerlin => Berlin
  block Bremen\nBremen => Bremen
  block Hamburg\nHamburg => Hamburg
DJ 6
  part city=Djibouti => Djibouti-Ville
DK 1
  part state=Capital_Region_of_Denmark => Capital_Region
  part ^Region_of_ =>
DO 37
  block ,_Distrito_Nacional => ,_DN
ES 40 !41
  part Autonomous_Community_of_the_ =>
  part Autonomous_Community_of_ =>
  part ^Community_of_ =>
FK >GB
  country Falkland Islands, United Kingdom
FM 42 !43
  block PNI_96941 => FM_96941
  block TRK_96942 => FM_96942
  block YAP_96943 => FM_96943
  block KSA_96944 => FM_96944
FO 1
  block Territorial_waters_of_Faroe_Islands => Faroe_Islands
FR 3 ^city
  part Polynésie_française,_Îles_du_Vent_\(eaux_territoriales\) => Polynésie_française
  part France,_Mayotte_\(eaux_territoriales\) => Mayotte,_France
  part France,_La_Réunion_\(eaux_territoriales\) => La_Réunion,_France
  part Grande_Terre_et_récifs_d'Entrecasteaux =>
  part France,_Nouvelle-Calédonie => Nouvelle-Calédonie,_France
  part \(eaux_territoriales\) =>
  part state=_\(France\)$ =>
  part Paris_(\d+)(\w+)_Arrondissement$ => Paris
GB 45 !46 ^city ^postcode
  part village=_CP$ =>
  part ^Borough_of_ =>
  part ^County(_of)?_ =>
  part ^Parish_of_ =>
  part ^Greater_London => London
  part ^London_Borough_of_ =>
  part Royal_Borough_of_ =>
  part County_Borough_of_ =>
  block London,_London => London
  block London,_Greater_London => London
  block City_of_Westminster => London
  block City_of_Nottingham => Nottingham
  block ,_United_Kingdom$ => \nUnited_Kingdom
  block London\nEngland\nUnited_Kingdom => London\nUnited_Kingdom
GF >FR
  country France
GG >GB
  country Guernsey, Channel Islands
GP >FR
  country Guadeloupe, France
GR 1
  part Municipal_Unit_of_ =>
  part Regional_Unit_of_ =>
  block \n(\d{3})(\d{2})_ => \n$1_$2_
GS >GB
  country United Kingdom
  add county=South Georgia
GT 48
  block \n(\d{5})-_ => \n$1-
  block \n_- => \n
GU >US
  country United States of America
  add state=Guam
HM >AU
  country Australia
  add state=Heard Island and McDonald Islands
HT 1
  block _Commune_de_ => _
HU 50
  block \n.\n => \n
IE 52 ^city ^postcode
  part _City$ =>
  part The_Municipal_District_of_ =>
  part The_Metropolitan_District_of_ =>
  part Municipal_District =>
  part Electoral_Division =>
  block Dublin\nCounty_Dublin => Dublin
  block Dublin\nLeinster => Dublin
  block Galway\nCounty_Galway => Galway
  block Kilkenny\nCounty_Kilkenny => Kilkenny
  block Limerick\nCounty_Limerick => Limerick
  block Tipperary\nCounty_Tipperary => Tipperary
  block \n(([AC-FHKNPRTV-Y][0-9]{2}|D6W))[_-]?([0-9AC-FHKNPRTV-Y]{4}) => \n$1_$3
IN 53
  block _-\n => \n
IO >GB
  country British Indian Ocean Territory, United Kingdom
IT 57
  part county=Provincia_di_ =>
  part county=Province_of_ =>
  part county=Citt(à|a')_[Mm]etropolitana_di_ =>
  part county=Metropolitan_City_of_ =>
  block Vatican_City\nVatican_City$ => \nVatican_City
  block Città_del_Vaticano\nCittà_del_Vaticano$ => Città_del_Vaticano\n
JE >GB
  country Jersey, Channel Islands
JP 59 ~59
  block _(\d{3})(\d{4})\n => _$1-$2\n
LB 19
  block _(\d{4})_(\d{4})\n => _$1 $2\n
MC 3 !68 ^city
  block Monaco\nMonaco => Monaco
MF >FR
  country France
MH 42 !43
  block ,_96060 => ,_MH_96060
  block ,_96070 => ,_MH_96070
MP >US
  country United States of America
  add state=Northern Mariana Islands
MQ >FR
  country Martinique, France
NC >FR
  country Nouvelle-Calédonie, France
NF >AU
  country Australia
  add state=Norfolk Island
NL 1
  block \n(\d{4})(\w{2})_ => \n$1_$2_
  block \nKoninkrijk_der_Nederlanden$ => \nNederland
NZ 58
  block Wellington\nWellington_City => Wellington
PA 81
  part city=Panama$ => Panama_City
  part city=Panamá$ => Ciudad_de_Panamá
PF >FR
  country Polynésie française, France
  part Polynésie_française,_Îles_du_Vent_\(eaux_territoriales\) => Polynésie_française
PL 1
  block \n(\d{2})(\w{3})_ => \n$1-$2_
PM >FR
  country Saint-Pierre-et-Miquelon, France
PR >US
  country United States of America
  add state=Puerto Rico
PT 1
  block \n(\d{4})(\d{3})_ => \n$1-$2_
RE >FR
  country La Réunion, France
SE 1
  block \n(\d{3})(\d{2})_ => \n$1_$2_
SH >GB
  country $state, United Kingdom
SJ >NO
  country Norway
SK 91
  part ^District_of_ =>
  part ^Region_of_ =>
  block \n(\d{3})(\d{2})_ => \n$1_$2_
SN 3
  part ^Commune_de_ =>
  part ^Arrondissement_de_ =>
  part ^Département_de_ =>
SV 92
  block \n-_ => \n_
TF >FR
  country Terres australes et antarctiques françaises, France
TK >NZ
  country Tokelau, New Zealand
TZ 47 !47
  block Dar_es_Salaam\nDar_es_Salaam => Dar_es_Salaam
UM !43 >US
  country United States of America
  add state=US Minor Outlying Islands
US 42 !43
  part state=United_States_Virgin_Islands => US_Virgin_Islands
  part state=USVI => US_Virgin_Islands
  block \nUS$ => \nUnited_States_of_America
  block \nUSA$ => \nUnited_States_of_America
  block \nUnited_States$ => \nUnited_States_of_America
  block Town_of_ =>
  block Township_of_ =>
VI >US
  country United States of America
  add state=US Virgin Islands
WF >FR
  country Wallis-et-Futuna, France
YT >FR
  country Mayotte, France
)";

} // namespace rejoinder::contacts
