#pragma once
#include <rejoinder/contract/targetgroups.h>

/// What dispatch promises: pieces with their codes; and what it asks of channels: to hand pieces over.
namespace rejoinder::dispatch {

/// Created → (withheld | handing over → handed over | held) ; later perhaps returned.
/// Held: the hand-over's outcome is unknown (crash or lost connection in mid-send); a person decides, never
/// the machine.
enum class PieceState { Created, Withheld, HandingOver, HandedOver, Held, Failed, Returned, Cancelled };
REJOINDER_DESCRIBE_ENUM(PieceState, Created, Withheld, HandingOver, HandedOver, Held, Failed, Returned,
                        Cancelled)

/// One message to one person in one wave.
struct Piece {
    Id id, waveId, campaignId, cellId, contactId;
    std::string code; ///< unique for ever, with check character, as printed without dashes
    std::string segment;
    Channel channel = Channel::Letter;
    PieceState state = PieceState::Created;
    bool seed = false; ///< a planted address; never counted
    std::optional<Timestamp> handedOverAt;
    bool followUp = false; ///< of a follow-up wave
};
REJOINDER_DESCRIBE(Piece, id, waveId, campaignId, cellId, contactId, code, segment, channel, state, seed,
                   handedOverAt, followUp)

/// Pieces per cell, segment and state; without seeds.
struct PieceCount {
    Id cellId;
    std::string segment;
    Channel channel = Channel::Letter;
    PieceState state = PieceState::Created;
    bool followUp = false; ///< pieces of follow-up waves
    std::int64_t pieces = 0;
};
REJOINDER_DESCRIBE(PieceCount, cellId, segment, channel, state, followUp, pieces)

/// A code that many see alike: in an advertisement, on a leaflet, at the foot of an e-mail. It tells campaign
/// and perhaps cell, never the person.
struct MediumCode {
    Id id;
    std::string code;
    Id campaignId;
    std::optional<Id> cellId;
    std::string medium; ///< where it stands
    std::string qrText; ///< what a QR code of it says
    Channel channel = Channel::Other;
};
REJOINDER_DESCRIBE(MediumCode, id, code, campaignId, cellId, medium, qrText, channel)

struct Batch;

class Pieces {
public:
    static constexpr std::string_view kName = "dispatch.pieces";
    static constexpr Version kVersion{1, 1, 0};
    virtual ~Pieces() = default;
    /// Takes the code with dashes, blanks, lower case and look-alikes. Nothing when the check character or
    /// the code is wrong.
    virtual std::optional<Piece> findByCode(Unit& unit, std::string_view code) = 0;
    virtual std::optional<Piece> find(Unit& unit, Id piece) = 0;
    /// The code of a medium, typed as freely as a piece's; nothing when it is none.
    virtual std::optional<MediumCode> findMedium(Unit& unit, std::string_view code) = 0;
    /// Pieces whose code is one slip of the hand away from a wrong one, the likeliest first.
    virtual std::vector<Piece> near(Unit& unit, std::string_view code) = 0;
    /// Pieces that were handed over to a contact in that time, the newest first, without planted ones; of
    /// that campaign when given.
    virtual std::vector<Piece> sentTo(Unit& unit, Id contact, std::optional<Id> campaign, Timestamp since,
                                      Timestamp until, std::int32_t limit) = 0;
    /// The newest handed-over piece of a contact, of that campaign when given.
    virtual std::optional<Piece> newestOf(Unit& unit, Id contact, std::optional<Id> campaign) = 0;
    /// A returned letter. @returns how many pieces of that contact came back so far.
    virtual std::int32_t markReturned(Unit& unit, Id piece, std::string_view reason) = 0;
    virtual std::vector<PieceCount> counts(Unit& unit, Id campaign) = 0;
    /// A batch as it was (or would be) given to its channel, with what the contacts look like now.
    virtual std::optional<Batch> findBatch(Unit& unit, Id batch) = 0;
    /// The same with that piece alone; the batch's id is 0 while the piece is in none.
    virtual std::optional<Batch> findAlone(Unit& unit, Id piece) = 0;
};

/// What a piece says; the same for all pieces of a wave, with merge fields {{givenName}}, {{familyName}},
/// {{salutation}},
/// {{code}}, {{city}}, {{offer}} …
struct Content {
    std::string subject;       ///< e-mail subject, letter headline
    std::string text;          ///< letter text, plain part of an e-mail, script of a call
    std::string html;          ///< HTML part of an e-mail; empty = plain only
    std::string senderName;    ///< "Muster AG"
    std::string senderAddress; ///< one line for the letter's return address; the mailbox for e-mail
    static void rules(Rules& r) {
        r.at("subject").max(200).defaulted();
        r.at("html").max(200000).defaulted();
        r.at("text").max(100000).defaulted();
        r.at("senderName").defaulted();
        r.at("senderAddress").defaulted();
    }
};
REJOINDER_DESCRIBE(Content, subject, text, html, senderName, senderAddress)

/// A wave to be made from a frozen list.
struct NewWave {
    std::string name;
    Id targetGroupId;
    std::vector<Id> cellIds; ///< none: all cells that are no hold-outs
    Channel channel = Channel::Letter;
    Content content;
    bool followUp = false;
    static void rules(Rules& r) {
        r.at("name").notEmpty().max(200);
        r.at("cellIds").max(200).says("None: all cells that are no hold-outs");
        r.at("followUp").defaulted();
    }
};
REJOINDER_DESCRIBE(NewWave, name, targetGroupId, cellIds, channel, content, followUp)

class Waves {
public:
    static constexpr std::string_view kName = "dispatch.waves";
    static constexpr Version kVersion{1, 0, 0};
    virtual ~Waves() = default;
    /// Makes the wave and queues the job that builds its pieces. @returns the wave's id.
    virtual Id create(Unit& unit, const NewWave& wave) = 0;
    /// Queues the hand-over once the wave is built.
    virtual void start(Unit& unit, Id wave) = 0;
};

/// The person behind a piece, as read in the unit that asked the ContactGate.
struct Recipient {
    contacts::Contact contact;
    std::map<std::string, std::string> fields; ///< values of the merge fields by name
};

/// A batch given to a channel. The pieces were just asked through the ContactGate and are `handingOver`.
struct Batch {
    Id id, waveId, campaignId;
    std::int32_t number = 0; ///< 1, 2, … within the wave
    Content content;
    std::vector<Piece> pieces;
    std::vector<Recipient> recipients; ///< one per piece, in the same order
    Timestamp createdAt;               ///< when the batch was cut; the same when it is given again
};

/// What became of a piece of a batch.
struct Handed {
    Id pieceId;
    /// HandedOver, Failed (certainly not sent, for good), Held (unknown) or Created (certainly not sent; give
    /// it again).
    PieceState state = PieceState::HandedOver;
    std::string note;
};

/// A channel takes batches over. channel-* plugins provide one each; dispatch asks all providers for their
/// channel.
class ChannelGateway {
public:
    static constexpr std::string_view kName = "dispatch.channel-gateway";
    static constexpr Version kVersion{1, 0, 0};
    virtual ~ChannelGateway() = default;
    [[nodiscard]] virtual Channel channel() const = 0;
    /// Largest batch it likes.
    [[nodiscard]] virtual std::int32_t batchSize() const = 0;
    /// True when handing a batch over twice has no second effect (a file written under the batch's name):
    /// after a crash dispatch gives the batch again. Else dispatch holds its pieces for a person.
    [[nodiscard]] virtual bool repeatable() const = 0;
    /// Hands over outside of any unit (writes the file, speaks SMTP). One answer per piece.
    /// @throws Error Unavailable when nothing of the batch was handed over and it may be given again later.
    virtual std::vector<Handed> handOver(const Batch& batch) = 0;
    /// In the unit that records the hand-over: the channel's own records (letter batch, call list entries).
    virtual void record(Unit& unit, const Batch& batch, std::span<const Handed> handed) = 0;
};

/// A wave's pieces were all handed over (or withheld, failed, held).
struct WaveHandedOver {
    static constexpr std::string_view kTopic = "dispatch.wave-handed-over";
    Id waveId, campaignId;
    std::int64_t handedOver = 0;
};
REJOINDER_DESCRIBE(WaveHandedOver, waveId, campaignId, handedOver)

} // namespace rejoinder::dispatch
