#include "mime.h"

#include <gmime/gmime.h>

#include <algorithm>
#include <memory>
#include <mutex>

namespace rejoinder::email {

namespace {

struct Unref {
    void operator()(gpointer object) const { g_object_unref(object); }
    void operator()(GMimeFormatOptions* options) const { g_mime_format_options_free(options); }
    void operator()(GDateTime* date) const { g_date_time_unref(date); }
};
template <class T>
using Held = std::unique_ptr<T, Unref>;

/// Line ends as the parts of a message want them: LF here, CRLF is made when the message is written.
std::string withLf(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\r') {
            out += '\n';
            i += i + 1 < text.size() && text[i + 1] == '\n' ? 1 : 0;
        } else {
            out += text[i];
        }
    }
    return out;
}

/// A part in UTF-8; GMime's own set_text would choose a Latin charset where it can.
Held<GMimePart> partOf(const char* subtype, std::string_view text) {
    const std::string lines = withLf(text);
    const Held<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(lines.data(), lines.size()));
    const Held<GMimeDataWrapper> content(
        g_mime_data_wrapper_new_with_stream(stream.get(), GMIME_CONTENT_ENCODING_DEFAULT));
    Held<GMimePart> part(GMIME_PART(g_mime_text_part_new_with_subtype(subtype)));
    g_mime_object_set_content_type_parameter(GMIME_OBJECT(part.get()), "charset", "utf-8");
    g_mime_part_set_content(part.get(), content.get());
    g_mime_part_set_content_encoding(part.get(), GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
    return part;
}

/// A header as it is: GMime would encode a long URL like a text, and no mailer could click it any more.
void setRaw(GMimeMessage* message, const char* name, const std::string& value) {
    g_mime_object_set_header(GMIME_OBJECT(message), name, value.c_str(), nullptr);
    GMimeHeaderList* headers = g_mime_object_get_header_list(GMIME_OBJECT(message));
    g_mime_header_set_raw_value(g_mime_header_list_get_header(headers, name), (" " + value + "\n").c_str());
}

void setHeaders(GMimeMessage* message, const Mail& mail) {
    g_mime_message_add_mailbox(message, GMIME_ADDRESS_TYPE_FROM,
                               mail.fromName.empty() ? nullptr : mail.fromName.c_str(),
                               mail.fromAddress.c_str());
    g_mime_message_add_mailbox(message, GMIME_ADDRESS_TYPE_TO,
                               mail.toName.empty() ? nullptr : mail.toName.c_str(), mail.toAddress.c_str());
    // No charset named: GMime takes the smallest that fits. Named UTF-8 it makes several base64 words in a
    // row, of which GMime-based readers lose one.
    g_mime_message_set_subject(message, mail.subject.c_str(), nullptr);
    const Held<GDateTime> date(g_date_time_new_from_unix_utc(mail.date.micros / 1'000'000));
    g_mime_message_set_date(message, date.get());
    g_mime_message_set_message_id(message, mail.messageId.c_str());
    if (mail.unsubscribeUrl.empty()) { // no advertising: somebody waits for it
        setRaw(message, "Auto-Submitted", "auto-replied");
        return;
    }
    const auto byMail = mail.unsubscribeMailbox.empty()
                            ? std::string()
                            : ", <mailto:" + mail.unsubscribeMailbox + "?subject=unsubscribe>";
    setRaw(message, "List-Unsubscribe", "<" + mail.unsubscribeUrl + ">" + byMail);
    setRaw(message, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
    setRaw(message, "List-Id", "<" + mail.listId + ">");
    setRaw(message, "Feedback-ID", mail.feedbackId);
}

} // namespace

std::string mimeOf(const Mail& mail) {
    static std::once_flag once;
    std::call_once(once, [] { g_mime_init(); });

    const Held<GMimeMessage> message(g_mime_message_new(TRUE));
    setHeaders(message.get(), mail);
    const auto text = partOf("plain", mail.text);
    if (mail.html.empty()) {
        g_mime_message_set_mime_part(message.get(), GMIME_OBJECT(text.get()));
    } else {
        const auto html = partOf("html", mail.html);
        const Held<GMimeMultipart> both(g_mime_multipart_new_with_subtype("alternative"));
        g_mime_multipart_add(both.get(), GMIME_OBJECT(text.get()));
        g_mime_multipart_add(both.get(), GMIME_OBJECT(html.get()));
        g_mime_message_set_mime_part(message.get(), GMIME_OBJECT(both.get()));
    }
    const Held<GMimeFormatOptions> options(g_mime_format_options_new());
    g_mime_format_options_set_newline_format(options.get(), GMIME_NEWLINE_FORMAT_DOS);
    const Held<GMimeStream> stream(g_mime_stream_mem_new());
    g_mime_object_write_to_stream(GMIME_OBJECT(message.get()), options.get(), stream.get());
    const GByteArray* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get()));
    return {reinterpret_cast<const char*>(bytes->data), bytes->len};
}

bool isMailbox(std::string_view address) noexcept {
    const auto at = address.find('@');
    if (at == std::string_view::npos || at == 0 || at > 64 || at + 1 == address.size() ||
        address.size() > 254 || address.find('@', at + 1) != std::string_view::npos) {
        return false;
    }
    return std::none_of(address.begin(), address.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte <= 0x20 || byte >= 0x7f ||
               std::string_view("<>()[]\\,;:\"").find(c) != std::string_view::npos;
    });
}

std::string domainOf(std::string_view mailbox) {
    const auto at = mailbox.rfind('@');
    return at == std::string_view::npos ? std::string() : std::string(mailbox.substr(at + 1));
}

} // namespace rejoinder::email
