#include "xlsx_parts.h"

#include <orcus/sax_parser.hpp>
#include <orcus/zip_archive.hpp>
#include <orcus/zip_archive_stream.hpp>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <stdexcept>

namespace intake {

namespace {

using Attributes = std::map<std::string, std::string, std::less<>>;
using Path = std::filesystem::path;

/// Collects the attributes of all elements of one name, without prefixes.
class Elements : public orcus::sax_handler {
public:
    explicit Elements(std::string_view name) : name_(name) {}
    void attribute(const orcus::sax::parser_attribute& a) { own_[std::string(a.name)] = a.value; }
    void start_element(const orcus::sax::parser_element& e) {
        if (e.name == name_) found.push_back(std::move(own_));
        own_.clear();
    }
    std::vector<Attributes> found;

private:
    std::string_view name_;
    Attributes own_;
};

template <class Handler>
void parse(std::string_view xml, Handler& handler) {
    if (!xml.empty()) orcus::sax_parser<Handler>(xml.data(), xml.size(), handler).parse();
}

std::vector<Attributes> elementsOf(std::string_view xml, std::string_view name) {
    Elements elements(name);
    parse(xml, elements);
    return std::move(elements.found);
}

/// The parts of an archive, by paths that begin with "/".
class Package {
public:
    explicit Package(std::string_view bytes)
        : stream_(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()), archive_(&stream_) {
        archive_.load();
    }

    /// A part as it is kept until the next one is read; "" when there is none.
    std::string_view part(const Path& path) {
        buffer_.clear();
        if (!archive_.read_file_entry(path.string().substr(1), buffer_)) return {};
        return {reinterpret_cast<const char*>(buffer_.data()), buffer_.size()};
    }

    /// Where the relationships of a part stand; of the archive itself with "/".
    static Path relationsPart(const Path& path) {
        return path.parent_path() / "_rels" / (path.filename().string() + ".rels");
    }
    std::vector<Attributes> relationsOf(const Path& path) {
        return elementsOf(part(relationsPart(path)), "Relationship");
    }

private:
    orcus::zip_archive_stream_blob stream_;
    orcus::zip_archive archive_;
    std::vector<unsigned char> buffer_;
};

/// Where a relationship leads, seen from its part.
Path targetOf(const Attributes& relation, const Path& from) {
    const auto target = relation.find("Target");
    return target == relation.end() ? Path() : (from.parent_path() / target->second).lexically_normal();
}

/// "2011-10-05T00:00:00" as other cells show it.
std::string dayText(std::string text) {
    if (text.size() < 11 || text[10] != 'T') return text;
    text.resize(std::min<std::size_t>(text.size(), 19));
    text[10] = ' ';
    if (text.ends_with(" 00:00:00")) text.resize(10);
    return text;
}

/// Puts the texts of a sheet's cells into its model.
class TextCells : public orcus::sax_handler {
public:
    TextCells(WorkbookModel& model, SheetModel& sheet) : model_(model), sheet_(sheet) {}

    void attribute(const orcus::sax::parser_attribute& a) {
        if (a.name == "r") place_ = a.value;
        if (a.name == "t") type_ = a.value;
    }
    void start_element(const orcus::sax::parser_element& e) {
        if (e.name == "row") {
            at_.row = place_.empty() ? at_.row + 1 : std::stoi(place_) - 1;
            at_.column = -1;
        } else if (e.name == "c") {
            ++at_.column;
            if (!place_.empty()) at_ = model_.resolve_address(place_);
            textName_ = type_ == "inlineStr" ? "t" : type_ == "str" || type_ == "d" ? "v" : "";
            isDay_ = type_ == "d";
            text_.clear();
        } else if (e.name == "rPh") {
            phonetic_ = true;
        } else {
            inText_ = e.name == textName_ && !phonetic_;
        }
        place_.clear();
        type_.clear();
    }
    void characters(std::string_view text, bool) {
        if (inText_) text_ += text;
    }
    void end_element(const orcus::sax::parser_element& e) {
        inText_ = false;
        if (e.name == "rPh") phonetic_ = false;
        if (e.name != "c") return;
        if (!text_.empty()) sheet_.set_auto(at_.row, at_.column, isDay_ ? dayText(text_) : text_);
        textName_ = {};
        text_.clear();
    }

private:
    WorkbookModel& model_;
    SheetModel& sheet_;
    orcus::spreadsheet::src_address_t at_{0, -1, -1};
    std::string place_, type_, text_;
    std::string_view textName_; ///< the element that holds the text of the cell; "" when none does
    bool isDay_ = false, inText_ = false, phonetic_ = false;
};

bool hasTextCells(std::string_view xml) {
    constexpr std::array kMarks{"inlineStr", "=\"str\"", "='str'", " t=\"d\"", " t='d'"};
    return std::ranges::any_of(kMarks, [xml](const char* mark) { return xml.find(mark) != xml.npos; });
}

/// The part that is the workbook; "" when there is none.
Path mainPart(Package& package) {
    for (const Attributes& relation : package.relationsOf("/"))
        if (const auto type = relation.find("Type");
            type != relation.end() && type->second.ends_with("/officeDocument"))
            return targetOf(relation, "/");
    return {};
}

std::uint64_t little(std::string_view bytes, std::size_t at, std::size_t count) {
    std::uint64_t value = 0;
    for (std::size_t i = count; i-- > 0;) value = value << 8U | static_cast<unsigned char>(bytes.at(at + i));
    return value;
}

void addLittle(std::string& out, std::uint64_t value, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) out += static_cast<char>(value >> (8 * i) & 0xFFU);
}

/// The archive (APPNOTE 4.3, no ZIP64) with another text as one of its parts: it stands behind the others,
/// and the list of contents leads to it.
std::string withPart(std::string_view zip, std::string_view name, std::string_view text) {
    const std::size_t end = zip.rfind("PK\x05\x06");
    if (end == zip.npos) throw std::runtime_error("zip");
    std::size_t at = little(zip, end + 16, 4);
    const std::size_t entries = little(zip, end + 10, 2);
    if (at > end) throw std::runtime_error("zip64");
    std::string header; // from "version needed" to the length of the extra field, alike in both places
    addLittle(header, 20, 2);
    addLittle(header, 0, 8); // flags, stored, moment
    addLittle(header, crc32(0, reinterpret_cast<const Bytef*>(text.data()), static_cast<uInt>(text.size())),
              4);
    addLittle(header, text.size(), 4);
    addLittle(header, text.size(), 4);
    addLittle(header, name.size(), 2);
    addLittle(header, 0, 2);
    std::string out(zip.substr(0, at)), list;
    const std::size_t place = out.size();
    out.append("PK\x03\x04").append(header).append(name).append(text);
    for (std::size_t i = 0; i < entries; ++i) {
        const std::size_t nameSize = little(zip, at + 28, 2);
        const std::size_t size = 46 + nameSize + little(zip, at + 30, 2) + little(zip, at + 32, 2);
        if (zip.substr(at + 46, nameSize) == name) {
            list.append("PK\x01\x02");
            addLittle(list, 20, 2);
            list += header;
            addLittle(list, 0, 10); // comment, disk, attributes
            addLittle(list, place, 4);
            list += name;
        } else {
            list += zip.substr(at, size);
        }
        at += size;
    }
    const std::size_t listAt = out.size();
    out += list;
    out.append("PK\x05\x06");
    addLittle(out, 0, 4);
    addLittle(out, entries, 2);
    addLittle(out, entries, 2);
    addLittle(out, list.size(), 4);
    addLittle(out, listAt, 4);
    addLittle(out, 0, 2);
    return out;
}

} // namespace

std::string withRelativeTargets(std::string_view workbook) {
    Package package(workbook);
    const Path main = mainPart(package);
    if (main.empty()) return {};
    const Path relations = Package::relationsPart(main);
    std::string text(package.part(relations));
    bool changed = false;
    for (const char quote : {'"', '\''}) {
        const std::string absolute = std::string("Target=") + quote + main.parent_path().string() + "/";
        for (std::size_t at = 0; (at = text.find(absolute, at)) != std::string::npos; changed = true)
            text.erase(at + 8, absolute.size() - 8);
    }
    return changed ? withPart(workbook, relations.string().substr(1), text) : std::string();
}

void readBesides(std::string_view workbook, WorkbookModel& model) {
    Package package(workbook);
    const Path main = mainPart(package);
    if (main.empty()) return;
    const std::string text(package.part(main));
    for (const Attributes& properties : elementsOf(text, "workbookPr"))
        if (const auto date = properties.find("date1904"); date != properties.end())
            model.setOrigin1904(date->second == "1" || date->second == "true");
    std::map<std::string, Path> targets;
    for (const Attributes& relation : package.relationsOf(main))
        if (const auto id = relation.find("Id"); id != relation.end())
            targets[id->second] = targetOf(relation, main);
    std::size_t index = 0;
    for (const Attributes& each : elementsOf(text, "sheet")) {
        if (index >= model.sheets().size()) return;
        SheetModel& sheet = *model.sheets()[index++];
        const auto id = each.find("id");
        const auto target = id == each.end() ? targets.end() : targets.find(id->second);
        if (target == targets.end() || target->second.empty()) continue;
        const std::string_view xml = package.part(target->second);
        if (!hasTextCells(xml)) continue;
        TextCells cells(model, sheet);
        parse(xml, cells);
    }
}

} // namespace intake
