#pragma once
#include <rejoinder/contract/channel-email.h>
#include <rejoinder/contract/contacts.h>
#include <rejoinder/contract/fulfilment/sending.h>

#include <memory>

/// What the plugin stores and shows.
namespace rejoinder::downloads {

/// The file of an item in a language.
struct ItemFile {
    Id id;
    std::string sku, language, fileName, contentType;
    std::int64_t bytes = 0;
    Timestamp createdAt;
    std::string createdBy;
    static void rules(Rules& r) { r.at("language").says("Empty: for everybody whose language has no file"); }
};
REJOINDER_DESCRIBE(ItemFile, id, sku, language, fileName, contentType, bytes, createdAt, createdBy)

/// NoAddress: there is no e-mail address that may be written to; a person decides. Erased: its person was.
enum class DownloadState { Sent, NoAddress, Erased };
REJOINDER_DESCRIBE_ENUM(DownloadState, Sent, NoAddress, Erased)

struct DeliveryRow {
    Id id, orderId, contactId;
    std::string sku, name, language;
    DownloadState state = DownloadState::Sent;
    std::int32_t mails = 0;
    std::optional<std::string> tokenHash;
    Timestamp sentAt, expiresAt;
    std::int32_t downloads = 0;
    std::optional<Timestamp> firstAt;
};
REJOINDER_DESCRIBE(DeliveryRow, id, orderId, contactId, sku, name, language, state, mails, tokenHash, sentAt,
                   expiresAt, downloads, firstAt)

/// An item that was sent as a link.
struct DigitalDelivery {
    Id id, orderId, contactId;
    std::string sku, name;
    DownloadState state = DownloadState::Sent;
    std::int32_t mails = 0;
    Timestamp sentAt, expiresAt;
    std::int32_t downloads = 0;
    std::optional<Timestamp> firstAt;
    static void rules(Rules& r) {
        r.at("downloads").says("How often the link was opened, also by a program that checks mails");
    }
};
REJOINDER_DESCRIBE(DigitalDelivery, id, orderId, contactId, sku, name, state, mails, sentAt, expiresAt,
                   downloads, firstAt)

/// Whom the plugin works with.
struct Neighbours {
    std::shared_ptr<contacts::Directory> directory;
    std::shared_ptr<contacts::ContactGate> gate;
    std::shared_ptr<fulfilment::Sending> sending;
    std::shared_ptr<email::Notices> mails;
};

} // namespace rejoinder::downloads
