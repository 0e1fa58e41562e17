#include "address_data.h"

// Forms of postcodes, regions and where their postcodes lie, from public texts of the post offices.

namespace rejoinder::contacts {

// 9 stands for a digit, A for a letter, X for either; the first form of the right length is how it is
// written.
const std::string_view kPostcodeForms = R"(
AD=AD999 | AF=9999 | AI=AI-2640 | AL=9999 | AM=9999 | AR=9999;A9999AAA | AS=99999;99999-9999 | AT=9999
AU=9999 | AX=99999 | AZ=9999;AZ 9999 | BA=99999 | BB=BB99999 | BD=9999 | BE=9999 | BG=9999 | BH=999;9999
BL=99999 | BM=AA 99;AA AA | BN=AA9999 | BR=99999-999 | BT=99999 | BY=999999 | CA=A9A 9A9 | CC=9999 | CH=9999
CL=999-9999;9999999 | CN=999999 | CO=999999 | CR=99999 | CU=99999 | CV=9999 | CX=9999 | CY=9999 | CZ=999 99
DE=99999 | DK=9999 | DO=99999 | DZ=99999 | EC=999999 | EE=99999 | EG=99999;9999999 | ES=99999 | ET=9999
FI=99999 | FK=FIQQ 1ZZ | FM=99999;99999-9999 | FO=999 | FR=99999
GB=A9 9AA;A99 9AA;AA9 9AA;AA99 9AA;A9A 9AA;AA9A 9AA;GIR 0AA | GE=9999 | GF=99999 | GG=GY9 9AA;GY99 9AA
GI=GX11 1AA | GL=9999 | GP=99999 | GR=999 99 | GT=99999 | GU=99999;99999-9999 | GW=9999 | HN=99999 | HR=99999
HT=9999;HT9999 | HU=9999 | ID=99999 | IE=A99 XXXX;D6W XXXX | IL=9999999;99999 | IM=IM9 9AA;IM99 9AA
IN=999999;999 999 | IQ=99999 | IR=99999-99999;9999999999 | IS=999 | IT=99999 | JE=JE9 9AA;JE99 9AA | JO=99999
JP=999-9999 | KE=99999 | KG=999999 | KH=99999;999999 | KR=99999 | KW=99999 | KY=KY9-9999 | KZ=999999;A99A9A9
LA=99999 | LB=9999 9999;9999 | LI=9999 | LK=99999 | LR=9999 | LS=999 | LT=99999;LT-99999 | LU=9999
LV=LV-9999 | MA=99999 | MC=99999 | MD=9999;MD-9999 | ME=99999 | MF=99999 | MG=999 | MH=99999;99999-9999
MK=9999 | MM=99999 | MN=99999;999999 | MP=99999;99999-9999 | MQ=99999 | MT=AAA 9999;AAA 99 | MU=99999
MV=99999 | MX=99999 | MY=99999 | MZ=9999 | NC=99999 | NE=9999 | NF=9999 | NG=999999 | NI=99999 | NL=9999 AA
NO=9999 | NP=99999 | NZ=9999 | OM=999 | PA=9999 | PE=99999 | PF=99999 | PG=999 | PH=9999 | PK=99999
PL=99-999 | PM=99999 | PR=99999;99999-9999 | PT=9999-999;9999 | PW=99999;99999-9999 | PY=9999;999999
RE=99999 | RO=999999 | RS=99999;999999 | RU=999999 | SA=99999;99999-9999 | SE=999 99 | SG=999999 | SI=9999
SJ=9999 | SK=999 99 | SM=99999 | SN=99999 | SV=9999;99999 | SZ=A999 | TC=TKCA 1ZZ | TH=99999 | TJ=999999
TM=999999 | TN=9999 | TR=99999 | TW=999;99999;999999 | TZ=99999 | UA=99999 | US=99999;99999-9999 | UY=99999
UZ=999999 | VA=99999 | VE=9999;9999-A | VG=VG9999 | VI=99999;99999-9999 | VN=999999;99999 | WF=99999
XK=99999 | YT=99999 | ZA=9999 | ZM=99999
)";

const std::string_view kAddressRegions = R"(
FM: PNI Pohnpei; TRK Chuuk; YAP Yap; KSA Kosrae
US: AL Alabama; AK Alaska; AZ Arizona; AR Arkansas; CA California; CO Colorado; CT Connecticut; DE Delaware
US: DC District of Columbia; FL Florida; GA Georgia; HI Hawaii; ID Idaho; IL Illinois; IN Indiana; IA Iowa
US: KS Kansas; KY Kentucky; LA Louisiana; ME Maine; MD Maryland; MA Massachusetts; MI Michigan; MN Minnesota
US: MS Mississippi; MO Missouri; MT Montana; NE Nebraska; NV Nevada; NH New Hampshire; NJ New Jersey
US: NM New Mexico; NY New York; NC North Carolina; ND North Dakota; OH Ohio; OK Oklahoma; OR Oregon
US: PA Pennsylvania; RI Rhode Island; SC South Carolina; SD South Dakota; TN Tennessee; TX Texas; UT Utah
US: VT Vermont; VA Virginia; WA Washington; WV West Virginia; WI Wisconsin; WY Wyoming; AS American Samoa
US: GU Guam; MP Northern Mariana Islands; PR Puerto Rico; VI US Virgin Islands; VI United States Virgin Islands
US: VI Virgin Islands; UM US Minor Outlying Islands; FM Micronesia; MH Marshall Islands; PW Palau
US: AA Armed Forces Americas; AE Armed Forces Europe; AP Armed Forces Pacific
CA: AB Alberta; BC British Columbia; MB Manitoba; NB New Brunswick; NL Newfoundland and Labrador; NS Nova Scotia
CA: NT Northwest Territories; NU Nunavut; ON Ontario; PE Prince Edward Island; QC Quebec; SK Saskatchewan
CA: YT Yukon
AU: ACT Australian Capital Territory; NSW New South Wales; NT Northern Territory; QLD Queensland
AU: SA South Australia; TAS Tasmania; VIC Victoria; WA Western Australia
BR: AC Acre; AL Alagoas; AP Amapá; AM Amazonas; BA Bahia; CE Ceará; DF Distrito Federal; DF Federal District
BR: ES Espírito Santo; GO Goiás; MA Maranhão; MT Mato Grosso; MS Mato Grosso do Sul; MG Minas Gerais; PA Pará
BR: PB Paraíba; PR Paraná; PE Pernambuco; PI Piauí; RJ Rio de Janeiro; RN Rio Grande do Norte
BR: RS Rio Grande do Sul; RO Rondônia; RR Roraima; SC Santa Catarina; SP São Paulo; SE Sergipe; TO Tocantins
MX: AGU Aguascalientes; BCN Baja California; BCS Baja California Sur; CAM Campeche; CHP Chiapas; CHH Chihuahua
MX: CMX Ciudad de México; CMX Mexico City; COA Coahuila; COL Colima; DUR Durango; GUA Guanajuato; GRO Guerrero
MX: HID Hidalgo; JAL Jalisco; MEX Estado de México; MIC Michoacán; MOR Morelos; NAY Nayarit; NLE Nuevo León
MX: OAX Oaxaca; PUE Puebla; QUE Querétaro; ROO Quintana Roo; SLP San Luis Potosí; SIN Sinaloa; SON Sonora
MX: TAB Tabasco; TAM Tamaulipas; TLA Tlaxcala; VER Veracruz; YUC Yucatán; ZAC Zacatecas
IT: AG Agrigento; AL Alessandria; AN Ancona; AO Aosta; AO Valle d'Aosta; AR Arezzo; AP Ascoli Piceno; AT Asti
IT: AV Avellino; BA Bari; BT Barletta-Andria-Trani; BL Belluno; BN Benevento; BG Bergamo; BI Biella; BO Bologna
IT: BZ Bolzano; BS Brescia; BR Brindisi; CA Cagliari; CL Caltanissetta; CB Campobasso; CE Caserta; CT Catania
IT: CZ Catanzaro; CH Chieti; CO Como; CS Cosenza; CR Cremona; KR Crotone; CN Cuneo; EN Enna; FM Fermo
IT: FE Ferrara; FI Firenze; FI Florence; FG Foggia; FC Forlì-Cesena; FR Frosinone; GE Genova; GE Genoa
IT: GO Gorizia; GR Grosseto; IM Imperia; IS Isernia; SP La Spezia; AQ L'Aquila; LT Latina; LE Lecce; LC Lecco
IT: LI Livorno; LO Lodi; LU Lucca; MC Macerata; MN Mantova; MN Mantua; MS Massa-Carrara; MT Matera; ME Messina
IT: MI Milano; MI Milan; MO Modena; MB Monza e Brianza; NA Napoli; NA Naples; NO Novara; NU Nuoro; OR Oristano
IT: PD Padova; PD Padua; PA Palermo; PR Parma; PV Pavia; PG Perugia; PU Pesaro e Urbino; PE Pescara; PC Piacenza
IT: PI Pisa; PT Pistoia; PN Pordenone; PZ Potenza; PO Prato; RG Ragusa; RA Ravenna; RC Reggio Calabria
IT: RE Reggio Emilia; RI Rieti; RN Rimini; RM Roma; RM Rome; RO Rovigo; SA Salerno; SS Sassari; SV Savona
IT: SI Siena; SR Siracusa; SO Sondrio; SU Sud Sardegna; TA Taranto; TE Teramo; TR Terni; TO Torino; TO Turin
IT: TP Trapani; TN Trento; TV Treviso; TS Trieste; UD Udine; VA Varese; VE Venezia; VE Venice
IT: VB Verbano-Cusio-Ossola; VC Vercelli; VR Verona; VV Vibo Valentia; VI Vicenza; VT Viterbo
CH: AG Aargau; AI Appenzell Innerrhoden; AR Appenzell Ausserrhoden; BE Bern; BE Berne; BL Basel-Landschaft
CH: BS Basel-Stadt; FR Fribourg; FR Freiburg; GE Genève; GE Genf; GL Glarus; GR Graubünden; GR Grigioni; JU Jura
CH: LU Luzern; LU Lucerne; NE Neuchâtel; NE Neuenburg; NW Nidwalden; OW Obwalden; SG St. Gallen; SG Sankt Gallen
CH: SH Schaffhausen; SO Solothurn; SZ Schwyz; TG Thurgau; TI Ticino; TI Tessin; UR Uri; VD Vaud; VD Waadt
CH: VS Valais; VS Wallis; ZG Zug; ZH Zürich
)";

// Where the first digits or letters of a postcode lie; "*" is the whole country.
const std::string_view kPostcodeAreas = R"(
US: CT 060-069; MA 010-027 055-055; RI 028-029; NH 030-038; ME 039-049; VT 050-054 056-059; NJ 070-089
US: NY 005-005 063-063 100-149; PA 150-196; DE 197-199; DC 200-200 202-205 569-569; VA 201-201 220-246
US: MD 206-219; WV 247-268; NC 270-289; SC 290-299; GA 300-319 398-399; FL 320-349; AL 350-369; TN 370-385
US: MS 386-397; KY 400-427; OH 430-459; IN 460-479; MI 480-499; IA 500-528; WI 530-549; MN 550-567; SD 570-577
US: ND 580-588; MT 590-599; IL 600-629; MO 630-658; KS 660-679; NE 680-693; LA 700-714; AR 716-729
US: OK 730-731 734-749; TX 733-733 750-799 885-885; CO 800-816; WY 820-831 834-834; ID 832-838; UT 840-847
US: AZ 850-865; NM 870-884; NV 889-898; CA 900-961; HI 967-968; OR 970-979; WA 980-994; AK 995-999
US: PR 006-007 009-009; VI 008-008; GU 969-969; MP 969-969; AS 967-967; FM 969-969; MH 969-969; PW 969-969
AU: ACT 0200-0299 2540-2540 2600-2620 2900-2920
AU: NSW 1000-2599 2611-2611 2619-2899 2921-2999 3500-3500 3585-3586 3644-3644 3691-3691 3707-3707 4380-4380 4385-4385
AU: VIC 3000-3999 8000-8999; QLD 4000-4999 9000-9999; SA 5000-5799 0872-0872; WA 6000-6797 6800-6999 0872-0872
AU: TAS 7000-7999; NT 0800-0999
CA: NL A-A; NS B-B; PE C-C; NB E-E; QC G-J K-K; ON K-P; MB R-R; SK S-S; AB T-T; BC V-V; NT X-X; NU X-X; YT Y-Y
DE: * 01001-99998
AT: * 1000-9999
CH: * 1000-9699
LI: * 9485-9498
FR: * 01000-98999
IT: * 00010-98168
ES: * 01001-52999
BE: * 1000-9999
LU: * 1009-9999
NL: * 1000-9999
DK: * 0800-9999
NO: * 0001-9999
PL: * 00-99
)";

} // namespace rejoinder::contacts
