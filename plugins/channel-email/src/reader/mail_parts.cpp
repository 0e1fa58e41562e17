#include "mail_parts.h"

#include "notice_text.h"

#include <gmime/gmime.h>

#include <algorithm>
#include <array>
#include <memory>
#include <mutex>
#include <utility>

namespace rejoinder::email {

namespace {

struct Unref {
    void operator()(gpointer object) const { g_object_unref(object); }
    void operator()(char* text) const { g_free(text); }
};
template <class T>
using Held = std::unique_ptr<T, Unref>;

constexpr std::size_t kMostText = 200'000; ///< what a notice says stands at its begin

std::string bytesOf(GMimeObject* part) {
    GMimeDataWrapper* content = g_mime_part_get_content(GMIME_PART(part));
    if (!content) return {};
    const Held<GMimeStream> stream(g_mime_stream_mem_new());
    g_mime_data_wrapper_write_to_stream(content, stream.get());
    const GByteArray* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get()));
    return {reinterpret_cast<const char*>(bytes->data), std::min<std::size_t>(bytes->len, kMostText)};
}

/// A text part in UTF-8, whatever charset it claims.
std::string utf8Of(GMimeObject* part) {
    if (GMIME_IS_TEXT_PART(part)) {
        const std::unique_ptr<char, Unref> text(g_mime_text_part_get_text(GMIME_TEXT_PART(part)));
        if (text) {
            std::string out(text.get());
            if (out.size() > kMostText) out.resize(kMostText);
            return out;
        }
    }
    return bytesOf(part);
}

/// The words of an HTML text: without tags, a new line where a block or a row ends.
std::string wordsOfHtml(std::string_view html) {
    std::string out;
    for (std::size_t i = 0; i < html.size(); ++i) {
        if (html[i] != '<') {
            out += html[i];
            continue;
        }
        const auto end = html.find('>', i);
        if (end == std::string_view::npos) break;
        const std::string tag = lowered(html.substr(i + 1, std::min<std::size_t>(end - i - 1, 6)));
        if (tag.find('@') != std::string::npos) {
            out.append(html.substr(i, end - i + 1)); // <user@host> that nobody escaped
        } else if (tag.starts_with("br") || tag.starts_with("/p") || tag.starts_with("/tr") ||
                   tag.starts_with("/div") || tag.starts_with("p") || tag.starts_with("/h") ||
                   tag.starts_with("li")) {
            out += '\n';
        } else if (tag.starts_with("style") || tag.starts_with("script")) {
            const auto close = html.find("</", end);
            i = close == std::string_view::npos ? html.size() : close - 1;
            continue;
        }
        i = end;
    }
    constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kEntities{
        {{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#64;", "@"}, {"&nbsp;", " "}, {"&amp;", "&"}}};
    for (const auto& [name, sign] : kEntities)
        for (auto at = out.find(name); at != std::string::npos; at = out.find(name, at + sign.size()))
            out.replace(at, name.size(), sign);
    return out;
}

void addOriginal(MailParts& parts, std::string_view headers) {
    for (auto& [name, value] : headersOf(headers)) parts.original.emplace(name, value);
}

void collect(MailParts& parts, std::string& html, GMimeObject* object, int depth) {
    if (!object || depth > 20) return;
    if (GMIME_IS_MULTIPART(object)) {
        auto* multipart = GMIME_MULTIPART(object);
        for (int i = 0; i < std::min(g_mime_multipart_get_count(multipart), 100); ++i)
            collect(parts, html, g_mime_multipart_get_part(multipart, i), depth + 1);
        return;
    }
    GMimeContentType* type = g_mime_object_get_content_type(object);
    const std::string name = lowered(g_mime_content_type_get_media_type(type)) + "/" +
                             lowered(g_mime_content_type_get_media_subtype(type));
    if (GMIME_IS_MESSAGE_PART(object)) {
        GMimeMessage* inner = g_mime_message_part_get_message(GMIME_MESSAGE_PART(object));
        if (!inner) return;
        // Scanners hand a report on inside a mail of their own.
        GMimeObject* report = g_mime_message_get_mime_part(inner);
        if (report && parts.status.empty() &&
            g_mime_content_type_is_type(g_mime_object_get_content_type(report), "multipart", "report"))
            return collect(parts, html, report, depth + 1);
        const std::unique_ptr<char, Unref> headers(g_mime_object_get_headers(GMIME_OBJECT(inner), nullptr));
        if (headers && parts.original.empty()) addOriginal(parts, headers.get());
        return;
    }
    if (!GMIME_IS_PART(object)) return;
    if (name == "message/delivery-status" || name == "message/global-delivery-status")
        parts.status += bytesOf(object) + "\n\n";
    else if (name == "message/feedback-report")
        parts.feedback += bytesOf(object);
    else if (name == "text/rfc822-headers" || name == "message/rfc822-headers" ||
             name == "message/global-headers" || name == "text/rfc822" || name == "message/rfc822")
        addOriginal(parts, utf8Of(object));
    else if (name == "text/html")
        html += utf8Of(object) + "\n";
    else if (name.starts_with("text/") || name == "message/partial")
        parts.text += utf8Of(object) + "\n";
}

/// All behind the headers, for mails whose parts cannot be told apart.
std::string bodyOf(std::string_view mail) {
    const auto end = std::min({mail.find("\n\n"), mail.find("\r\n\r\n"), mail.size()});
    return std::string(mail.substr(end, kMostText));
}

} // namespace

MailParts partsOf(std::string_view mail) {
    static std::once_flag once;
    std::call_once(once, [] { g_mime_init(); });
    MailParts parts;
    const Held<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(mail.data(), mail.size()));
    const Held<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
    // Mails out of a mailbox file begin with its "From " line.
    g_mime_parser_set_format(parser.get(),
                             mail.starts_with("From ") ? GMIME_FORMAT_MBOX : GMIME_FORMAT_MESSAGE);
    const Held<GMimeMessage> message(g_mime_parser_construct_message(parser.get(), nullptr));
    if (!message) return parts;
    const std::unique_ptr<char, Unref> headers(
        g_mime_object_get_headers(GMIME_OBJECT(message.get()), nullptr));
    if (headers) parts.headers = headersOf(headers.get());
    if (const char* subject = g_mime_message_get_subject(message.get())) parts.subject = subject;
    if (const char* id = g_mime_message_get_message_id(message.get())) parts.messageId = id;
    std::string html;
    collect(parts, html, g_mime_message_get_mime_part(message.get()), 0);
    if (trimmed(parts.text).empty()) parts.text = wordsOfHtml(html);
    if (trimmed(parts.text).empty() && parts.status.empty()) parts.text = bodyOf(mail);
    return parts;
}

} // namespace rejoinder::email
