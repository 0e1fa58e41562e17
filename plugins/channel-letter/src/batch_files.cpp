#include "batch_files.h"

#include "merge/template.h"

#include <csv/writer.h>

#include <system_error>

namespace rejoinder::letter {

namespace {

constexpr std::size_t kAddressColumns = 6;
constexpr std::string_view kQrField = "webQr"; ///< where a text has it, the letter gets the QR code

/// Pieces that were never sent have no letter when files are made again.
bool isPrinted(dispatch::PieceState state) {
    return state != dispatch::PieceState::Created && state != dispatch::PieceState::Failed &&
           state != dispatch::PieceState::Withheld && state != dispatch::PieceState::Cancelled;
}

/// Makes the letters of a batch one by one.
class Composer {
public:
    Composer(const dispatch::Batch& batch, contacts::Directory& directory, const PrintRules& rules)
        : batch_(batch),
          directory_(directory),
          rules_(rules),
          headline_(batch.content.subject),
          text_(batch.content.text) {
        senderLine_ = batch.content.senderName;
        if (!senderLine_.empty() && !batch.content.senderAddress.empty()) {
            senderLine_ += " · ";
        }
        senderLine_ += batch.content.senderAddress;
        for (const auto& name : text_.fields()) {
            asksForQr_ = asksForQr_ || name == kQrField;
        }
    }

    [[nodiscard]] Letter letter(std::size_t i) const {
        const auto& recipient = batch_.recipients[i];
        const auto field = [&](const char* name) {
            const auto found = recipient.fields.find(name);
            return found == recipient.fields.end() ? std::string() : found->second;
        };
        Letter letter;
        letter.address = directory_.addressBlock(recipient.contact, rules_.senderCountry);
        letter.senderLine = senderLine_;
        letter.date = field("date");
        auto fields = recipient.fields;
        if (asksForQr_) {
            letter.webAddress = fields[std::string(kQrField)];
        }
        fields[std::string(kQrField)].clear(); // it is drawn, not written
        letter.headline = headline_.fill(fields);
        letter.text = text_.fill(fields);
        letter.code = batch_.pieces[i].code;
        letter.printedCode = field("code");
        letter.language = recipient.contact.language;
        return letter;
    }

private:
    const dispatch::Batch& batch_;
    contacts::Directory& directory_;
    const PrintRules& rules_;
    merge::Template headline_, text_;
    std::string senderLine_;
    bool asksForQr_ = false;
};

void writeHead(csv::Writer& csv, const dispatch::Batch& batch) {
    for (const auto* name : {"batch", "position", "piece", "dataMatrix", "cellId", "segment"}) {
        csv.text(name);
    }
    for (std::size_t line = 1; line <= kAddressColumns; ++line) {
        csv.text("address" + std::to_string(line));
    }
    if (!batch.recipients.empty()) {
        for (const auto& [name, value] : batch.recipients.front().fields) {
            csv.text(name);
        }
    }
    csv.end();
}

void writeRow(csv::Writer& csv, const dispatch::Batch& batch, std::size_t i, std::int64_t position,
              const Letter& letter) {
    const auto& piece = batch.pieces[i];
    csv.number(batch.number).number(position).text(piece.id.toString()).text(piece.code);
    csv.text(piece.cellId.toString()).text(piece.segment);
    for (std::size_t line = 0; line < kAddressColumns; ++line) {
        csv.text(line < letter.address.size() ? letter.address[line] : "");
    }
    for (const auto& [name, value] : batch.recipients[i].fields) {
        csv.text(value);
    }
    csv.end();
}

std::vector<dispatch::Handed> write(const dispatch::Batch& batch, contacts::Directory& directory,
                                    const PrintRules& rules, const std::filesystem::path& folder) {
    std::filesystem::create_directories(folder);
    AtomicFile pdfFile(pdfPath(folder, batch.id));
    AtomicFile csvFile(csvPath(folder, batch.id));
    LetterPdf pdf(pdfFile, rules.style, "Batch " + std::to_string(batch.number), batch.createdAt);
    std::string rows;
    csv::Writer csv(rows);
    writeHead(csv, batch);

    const Composer composer(batch, directory, rules);
    std::vector<dispatch::Handed> handed;
    std::int64_t position = 0;
    for (std::size_t i = 0; i < batch.pieces.size(); ++i) {
        const auto& piece = batch.pieces[i];
        if (!isPrinted(piece.state)) {
            continue;
        }
        const Letter letter = composer.letter(i);
        if (auto problem = pdf.problem(letter); !problem.empty()) {
            handed.push_back({piece.id, dispatch::PieceState::Failed, std::move(problem)});
            continue;
        }
        pdf.add(letter);
        writeRow(csv, batch, i, ++position, letter);
        csvFile.write(rows);
        rows.clear();
        handed.push_back({piece.id, dispatch::PieceState::HandedOver, ""});
    }
    pdf.finish();
    csvFile.write(rows);
    csvFile.commit();
    pdfFile.commit();
    return handed;
}

} // namespace

Letter letterOf(const dispatch::Batch& batch, std::size_t piece, contacts::Directory& directory,
                const PrintRules& rules) {
    return Composer(batch, directory, rules).letter(piece);
}

std::filesystem::path pdfPath(const std::filesystem::path& folder, Id batch) {
    return folder / (batch.toString() + ".pdf");
}

std::filesystem::path csvPath(const std::filesystem::path& folder, Id batch) {
    return folder / (batch.toString() + ".csv");
}

std::vector<dispatch::Handed> writeFiles(const dispatch::Batch& batch, contacts::Directory& directory,
                                         const PrintRules& rules, const std::filesystem::path& folder) {
    try {
        return write(batch, directory, rules, folder);
    } catch (const std::system_error& e) {
        throw Error(ErrorKind::Unavailable, "channel-letter.no-file", e.what());
    }
}

} // namespace rejoinder::letter
