#include "kernel/plugin/manifest.h"

#include <algorithm>
#include <charconv>

namespace rejoinder::plugin {

namespace {

bool isName(std::string_view text) {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
    return !text.empty() && text.front() != '-' && std::all_of(text.begin(), text.end(), letter);
}

} // namespace

void Need::rules(Rules& r) {
    r.at("atLeast").defaulted();
    r.at("optional").defaulted();
}

void Manifest::rules(Rules& r) {
    r.at("title").notEmpty();
    r.at("needs").defaulted();
    r.at("stability").defaulted();
    r.at("exposure").defaulted();
    r.at("essential").defaulted();
}

Version parseVersion(std::string_view text) {
    Version v;
    const char* at = text.data();
    const char* const end = at + text.size();
    for (std::uint16_t* part : {&v.major, &v.minor, &v.patch}) {
        const auto [next, error] = std::from_chars(at, end, *part);
        const bool last = part == &v.patch;
        if (error != std::errc() || (last ? next != end : next == end || *next != '.'))
            throw Error::invalid("/version", "kernel.version",
                                 "\"" + std::string(text) + "\" is no version like 1.2.3");
        at = last ? next : next + 1;
    }
    return v;
}

Manifest parseManifest(std::string_view text) {
    Manifest m;
    Faults faults;
    json::read(text, typeInfo<Manifest>(), &m, faults, json::Unknown::Fault);
    const auto version = [&](const std::string& pointer, const std::string& v) {
        try {
            parseVersion(v);
        } catch (const Error& e) {
            faults.add(pointer, e.code(), e.text());
        }
    };
    if (faults.empty()) {
        version("/version", m.version);
        if (!isName(m.name))
            faults.add("/name", "kernel.plugin-name", "a plugin is named in lower case, digits and hyphens");
        for (std::size_t i = 0; i < m.needs.size(); ++i) {
            const std::string at = "/needs/" + std::to_string(i);
            version(at + "/atLeast", m.needs[i].atLeast);
            if (!isName(m.needs[i].plugin))
                faults.add(at + "/plugin", "kernel.plugin-name", "this is no name of a plugin");
        }
    }
    faults.raise("kernel.manifest");
    return m;
}

} // namespace rejoinder::plugin
