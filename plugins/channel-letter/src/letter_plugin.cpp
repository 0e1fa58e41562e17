#include "letter_gateway.h"
#include "plugin_manifest.h"

#include <print/symbol.h>

#include <limits>

namespace rejoinder::letter {

struct LetterBatch {
    Id id, waveId, campaignId;
    std::int32_t number = 0, letters = 0, failed = 0;
    std::string window, font;
    double fontSize = 0;
    std::string senderCountry;
    Timestamp createdAt;
    static void rules(Rules& r) {
        r.at("failed").says("Letters that could not be printed, such as too wide addresses");
    }
};
REJOINDER_DESCRIBE(LetterBatch, id, waveId, campaignId, number, letters, failed, window, font, fontSize,
                   senderCountry, createdAt)

struct LetterBatchQuery {
    std::optional<Id> waveId;
    std::optional<std::int32_t> limit;
    std::optional<std::string> cursor;
    static void rules(Rules& r) { r.at("limit").range(1, 1000); }
};
REJOINDER_DESCRIBE(LetterBatchQuery, waveId, limit, cursor)

enum class LetterForm { Png, Pdf };
REJOINDER_DESCRIBE_ENUM(LetterForm, Png, Pdf)

struct LetterWish {
    std::string code;
    LetterForm form = LetterForm::Png;
    std::int32_t width = 620;
    static void rules(Rules& r) {
        r.at("code").says("Code of the piece, as printed or without dashes");
        r.at("form").defaulted().says("png: the first page; pdf: all of it");
        r.at("width").range(100, 2000).defaulted().says("Pixels across, of a png");
    }
};
REJOINDER_DESCRIBE(LetterWish, code, form, width)

enum class CodeForm { DataMatrix, Qr };
REJOINDER_DESCRIBE_ENUM(CodeForm, DataMatrix, Qr)

struct CodePictureWish {
    std::string code;
    CodeForm form = CodeForm::DataMatrix;
    static void rules(Rules& r) {
        r.at("code").max(64).says("Code of a piece or of a medium");
        r.at("form").defaulted().says(
            "dataMatrix: the bare code; qr: of a medium its address, if it has one");
    }
};
REJOINDER_DESCRIBE(CodePictureWish, code, form)

namespace {

LetterBatch batchOf(const LetterBatchRow& r) {
    return {r.id,         r.waveId, r.campaignId, r.number,        r.letters,  r.failed,
            r.windowName, r.font,   r.points,     r.senderCountry, r.createdAt};
}

Page<LetterBatch> list(const LetterBatchQuery& in, Call&, Unit& unit) {
    Id before{std::numeric_limits<std::int64_t>::max()};
    if (in.cursor) {
        const auto id = Id::parse(*in.cursor);
        if (!id) {
            throw Error::invalid("/cursor", "channel-letter.bad-cursor",
                                 "This cursor did not come from a page before.");
        }
        before = *id;
    }
    const std::int32_t limit = in.limit.value_or(100);
    const auto rows = unit.all<LetterBatchRow>(
        "channel-letter.list-batches",
        {{"before", before}, {"waveId", in.waveId.value_or(Id{})}, {"limit", limit + 1}});
    Page<LetterBatch> page;
    for (const auto& row : rows) {
        if (page.items.size() == static_cast<std::size_t>(limit)) {
            page.nextCursor = page.items.back().id.toString();
            break;
        }
        page.items.push_back(batchOf(row));
    }
    return page;
}

} // namespace

/// Letters: one PDF per batch for the own printer, one CSV per batch for a print provider.
class LetterPlugin final : public Plugin {
public:
    void declare(Declarations& d) override {
        d.page("/letter-batches", "Letter batches", "channel-letter.read");
        declareSettings(d);
        d.permission("channel-letter.read", "See and download letter batches", {"marketer", "fulfilment"});
        d.get<LetterBatchQuery, Page<LetterBatch>>(
            "/letter-batches", {"channel-letter.read", "Letter batches, newest first"}, &list);
        d.get<ById, LetterBatch>(
            "/letter-batches/{id}", {"channel-letter.read", "A letter batch"},
            [](const ById& in, Call&, Unit& u) {
                const auto row = u.one<LetterBatchRow>("channel-letter.find-batch", {{"id", in.id}});
                if (!row) {
                    throw Error::notFound("channel-letter.no-batch", "There is no such letter batch.");
                }
                return batchOf(*row);
            });
        d.download<ById>("/letter-batches/{id}/pdf",
                         {"channel-letter.read", "The letters of a batch as one PDF"},
                         [this](const ById& in, Call&, Unit& u) { return file(u, in.id, true); });
        d.download<ById>("/letter-batches/{id}/csv",
                         {"channel-letter.read", "The rows of a batch as CSV for a print provider"},
                         [this](const ById& in, Call&, Unit& u) { return file(u, in.id, false); });
        d.permission("channel-letter.look", "See the letter that a person holds in their hands",
                     {"marketer", "agent", "fulfilment"});
        d.download<LetterWish>("/letters/{code}",
                               {"channel-letter.look", "The letter of one piece as a picture or PDF"},
                               [this](const LetterWish& in, Call&, Unit& u) { return letter(u, in); });
        d.download<CodePictureWish>(
            "/code-pictures/{code}",
            {"channel-letter.look", "A code as DataMatrix or QR code, for print (SVG)"},
            [this](const CodePictureWish& in, Call&, Unit& u) { return codePicture(u, in); });
    }

    void start(Context& context) override {
        pieces_ = context.use<dispatch::Pieces>();
        gateway_ = std::make_shared<LetterGateway>(context, context.use<contacts::Directory>());
        context.provide<dispatch::ChannelGateway>(gateway_);
    }

    void stop() noexcept override {
        gateway_.reset();
        pieces_.reset();
    }

private:
    static void declareSettings(Declarations& d) {
        d.setting<std::string>(
            "window", "din",
            "Window of the envelopes: din (DIN 5008 form B, left) or swiss-right (Swiss, right)",
            [](const std::string& name) { return windowOf(name) ? "" : "must be din or swiss-right"; });
        d.setting<std::string>("font", "DejaVu Sans",
                               "Font family of the letters; must be installed on the server");
        d.setting<double>("font-size", 10.5, "Size of the letters' text in points", [](const double& points) {
            return points >= 6 && points <= 20 ? "" : "must be from 6 to 20";
        });
        d.setting<std::string>("sender-country", "CH",
                               "Country letters are posted in; letters within it carry no country line",
                               [](const std::string& country) {
                                   return country.size() == 2 ? "" : "must be two letters (ISO 3166-1)";
                               });
        d.setting<std::int64_t>("batch-size", 2500,
                                "Letters per file; small enough that a paper jam costs minutes",
                                [](const std::int64_t& size) {
                                    return size >= 1 && size <= 10'000 ? "" : "must be from 1 to 10000";
                                });
    }

    Download file(Unit& unit, Id batch, bool pdf) const {
        Download download;
        download.path = gateway_->file(unit, batch, pdf, *pieces_);
        download.contentType = pdf ? "application/pdf" : "text/csv; charset=utf-8";
        download.fileName = "letters-" + batch.toString() + (pdf ? ".pdf" : ".csv");
        return download;
    }

    Download codePicture(Unit& unit, const CodePictureWish& wish) const {
        const auto medium = pieces_->findMedium(unit, wish.code);
        const auto piece = medium ? std::optional<dispatch::Piece>{} : pieces_->findByCode(unit, wish.code);
        if (!medium && !piece) {
            throw Error::notFound("channel-letter.no-code", "There is no such code.");
        }
        const auto& code = medium ? medium->code : piece->code;
        Download download;
        download.contentType = "image/svg+xml";
        download.fileName = code + ".svg";
        constexpr int kQuietDataMatrix = 2, kQuietQr = 4; // modules; ISO/IEC 16022 wants 1, 18004 wants 4
        download.content = wish.form == CodeForm::Qr
                               ? print::svgOf(print::qrCodeOf(medium ? medium->qrText : code), kQuietQr)
                               : print::svgOf(print::dataMatrixOf(code), kQuietDataMatrix);
        return download;
    }

    Download letter(Unit& unit, const LetterWish& wish) const {
        const auto piece = pieces_->findByCode(unit, wish.code);
        if (!piece) {
            throw Error::notFound("channel-letter.no-letter", "There is no piece with this code.");
        }
        PrintRules rules;
        const auto letter = gateway_->letter(unit, *piece, *pieces_, rules);
        Download download;
        const bool png = wish.form == LetterForm::Png;
        download.contentType = png ? "image/png" : "application/pdf";
        download.fileName = "letter-" + piece->code + (png ? ".png" : ".pdf");
        if (png) {
            download.content = pictureOf(letter, rules.style, wish.width);
        } else {
            LetterPdf pdf(download.content, rules.style, letter.headline,
                          piece->handedOverAt.value_or(unit.now()));
            pdf.add(letter);
            pdf.finish();
        }
        return download;
    }

    std::shared_ptr<dispatch::Pieces> pieces_;
    std::shared_ptr<LetterGateway> gateway_;
};

} // namespace rejoinder::letter

REJOINDER_PLUGIN(rejoinder::letter::LetterPlugin)
