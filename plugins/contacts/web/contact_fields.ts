import { contactKinds, countries, type FieldSpec, salutations, type Texts } from "@rejoinder/console";

/** All that is kept of a person, in the order in which it is asked. */
export function contactFields(x: Texts): FieldSpec[] {
    const languages = ["de", "fr", "it", "en", "zh"].map((v) => ({ value: v, label: x.word("languageName", v) }));
    return [
        { name: "kind", kind: "select", required: true, options: contactKinds(x), autoFocus: true },
        { name: "salutation", kind: "select", options: salutations(x) },
        { name: "title" },
        { name: "nameSuffix" },
        { name: "companyName" },
        { name: "department", when: (v) => !!v.companyName },
        { name: "givenName" },
        { name: "familyName" },
        { name: "careOf" },
        { name: "street" },
        { name: "houseNumber" },
        { name: "poBox" },
        { name: "building" },
        { name: "addressLine2" },
        { name: "postcode" },
        { name: "city" },
        { name: "district" },
        { name: "region" },
        { name: "country", kind: "select", options: countries(x.language) },
        { name: "language", kind: "select", options: languages },
        { name: "phone" },
        { name: "email", kind: "email" },
        { name: "externalKey" },
        { name: "source" },
        { name: "addressUndeliverable", kind: "check" },
        { name: "deceased", kind: "check" },
    ];
}
