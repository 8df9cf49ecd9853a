// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history/file/keyspack.h"

#include <algorithm>
#include <array>

#include <sodium.h>

namespace Lockstep::History {

namespace {

// In a form, in the place of a text of the object. They cannot stand in JSON themselves: it escapes them.
enum Place : char {
    User = 1,
    Device = 2, ///< what "device_id" says
    Key = 3, ///< 32 bytes
    Signature = 4, ///< 64 bytes
    SameKey = 5, ///< the key before it once more: a cross-signing key is named by itself
};

#define LOCKSTEP_DEVICE_KEYS                                                                                                               \
    R"({"algorithms":["m.olm.v1.curve25519-aes-sha2","m.megolm.v1.aes-sha2"],"device_id":")"                                               \
    "\2"                                                                                                                                   \
    R"(","keys":{"curve25519:)"                                                                                                            \
    "\2"                                                                                                                                   \
    R"(":")"                                                                                                                               \
    "\3"                                                                                                                                   \
    R"(","ed25519:)"                                                                                                                       \
    "\2"                                                                                                                                   \
    R"(":")"                                                                                                                               \
    "\3"                                                                                                                                   \
    R"("},"signatures":{")"                                                                                                                \
    "\1"                                                                                                                                   \
    R"(":{)"
#define LOCKSTEP_OWN_SIGNATURE                                                                                                             \
    R"("ed25519:)"                                                                                                                         \
    "\2"                                                                                                                                   \
    R"(":")"                                                                                                                               \
    "\4"                                                                                                                                   \
    R"(")"
#define LOCKSTEP_OTHER_SIGNATURE                                                                                                           \
    R"("ed25519:)"                                                                                                                         \
    "\3"                                                                                                                                   \
    R"(":")"                                                                                                                               \
    "\4"                                                                                                                                   \
    R"(")"
#define LOCKSTEP_END                                                                                                                       \
    R"(}},"user_id":")"                                                                                                                    \
    "\1"                                                                                                                                   \
    R"("})"
#define LOCKSTEP_MASTER                                                                                                                    \
    R"("master_key":{"keys":{"ed25519:)"                                                                                                   \
    "\3"                                                                                                                                   \
    R"(":")"                                                                                                                               \
    "\5"                                                                                                                                   \
    R"("},)"
#define LOCKSTEP_MASTER_END                                                                                                                \
    R"("usage":["master"],"user_id":")"                                                                                                    \
    "\1"                                                                                                                                   \
    R"("})"
#define LOCKSTEP_SELF_SIGNING                                                                                                              \
    R"("self_signing_key":{"keys":{"ed25519:)"                                                                                             \
    "\3"                                                                                                                                   \
    R"(":")"                                                                                                                               \
    "\5"                                                                                                                                   \
    R"("},"signatures":{")"                                                                                                                \
    "\1"                                                                                                                                   \
    R"(":{)" LOCKSTEP_OTHER_SIGNATURE R"(}},"usage":["self_signing"],"user_id":")"                                                         \
    "\1"                                                                                                                                   \
    R"("})"

// Never change one, and add at the end only: rows name them by their place here, counted from 1.
constexpr std::array<const char *, 6> forms{
    LOCKSTEP_DEVICE_KEYS LOCKSTEP_OWN_SIGNATURE LOCKSTEP_END,
    LOCKSTEP_DEVICE_KEYS LOCKSTEP_OWN_SIGNATURE "," LOCKSTEP_OTHER_SIGNATURE LOCKSTEP_END, // cross-signed; members are in the order of
    LOCKSTEP_DEVICE_KEYS LOCKSTEP_OTHER_SIGNATURE "," LOCKSTEP_OWN_SIGNATURE LOCKSTEP_END, // their names, and either may come first
    "{" LOCKSTEP_MASTER LOCKSTEP_MASTER_END "," LOCKSTEP_SELF_SIGNING "}",
    "{" LOCKSTEP_MASTER R"("signatures":{")"
    "\1"
    R"(":{)" LOCKSTEP_OWN_SIGNATURE "}}," LOCKSTEP_MASTER_END "," LOCKSTEP_SELF_SIGNING "}",
    "{" LOCKSTEP_SELF_SIGNING "}",
};

constexpr qsizetype keyBytes = 32;
constexpr qsizetype keyText = 43; ///< of so many bytes in base64 without padding
constexpr qsizetype signatureBytes = 64;
constexpr qsizetype signatureText = 86;
constexpr qsizetype longestDevice = 255;

/// The bytes of unpadded base64 if its text is the only one that they have.
class RawBytes
{
public:
    explicit RawBytes(QByteArrayView text)
    {
        std::size_t size = 0;
        // libsodium's refuses bits that no byte has, but takes bytes that are not ASCII for a slash.
        m_isGood = std::none_of(text.begin(), text.end(), [](char c) { return uchar(c) >= 0x80; })
            && sodium_base642bin(m_bytes.data(), m_bytes.size(), text.data(), std::size_t(text.size()), nullptr, &size, nullptr,
                   sodium_base64_VARIANT_ORIGINAL_NO_PADDING)
                == 0;
        m_size = qsizetype(size);
    }
    bool isGood() const { return m_isGood; }
    QByteArrayView view() const { return {m_bytes.data(), m_size}; }

private:
    std::array<unsigned char, signatureBytes> m_bytes;
    qsizetype m_size = 0;
    bool m_isGood = false;
};

QByteArrayView textOf(const QByteArray &json, const char *member)
{
    const qsizetype at = json.indexOf(member);
    if (at < 0)
        return {};
    const qsizetype from = at + qsizetype(qstrlen(member));
    const qsizetype to = json.indexOf('"', from);
    return to < 0 ? QByteArrayView() : QByteArrayView(json).sliced(from, to - from);
}

/// Whose device it is, or by which device a cross-signing key is signed.
QByteArrayView deviceOf(const QByteArray &json)
{
    if (const auto named = textOf(json, "\"device_id\":\""); !named.isEmpty())
        return named;
    constexpr char member[] = "\"ed25519:";
    for (qsizetype at = json.indexOf(member); at >= 0; at = json.indexOf(member, at + 1)) {
        const qsizetype from = at + qsizetype(sizeof member) - 1;
        const qsizetype to = json.indexOf('"', from);
        if (to >= 0 && to - from != keyText)
            return QByteArrayView(json).sliced(from, to - from);
    }
    return {};
}

struct Taken
{
    QByteArray form;
    QByteArray raw;
};

/// What stands in a string of the object, of which \a text is the whole or what follows "ed25519:".
bool take(QByteArrayView text, QByteArrayView user, QByteArrayView device, QByteArray &lastKey, Taken &taken)
{
    if (!user.isEmpty() && text == user) {
        taken.form += char(User);
        return true;
    }
    if (!device.isEmpty() && text == device) {
        taken.form += char(Device);
        return true;
    }
    if (text.size() != keyText && text.size() != signatureText)
        return false;
    const RawBytes raw(text);
    if (!raw.isGood())
        return false;
    const bool again = lastKey == raw.view();
    taken.form += char(again ? SameKey : raw.view().size() == keyBytes ? Key : Signature);
    if (!again)
        taken.raw.append(raw.view().data(), raw.view().size());
    lastKey.truncate(0);
    if (raw.view().size() == keyBytes)
        lastKey.append(raw.view().data(), raw.view().size());
    return true;
}

Taken takeApart(const QByteArray &json, QByteArrayView user, QByteArrayView device)
{
    Taken taken;
    taken.form.reserve(json.size());
    QByteArray lastKey;
    qsizetype at = 0;
    while (at < json.size()) {
        const qsizetype open = json.indexOf('"', at);
        if (open < 0)
            break;
        qsizetype close = open + 1;
        while (close < json.size() && json[close] != '"')
            close += json[close] == '\\' ? 2 : 1;
        if (close >= json.size())
            break;
        const auto text = QByteArrayView(json).sliced(open + 1, close - open - 1);
        taken.form.append(json.constData() + at, open + 1 - at);
        const qsizetype colon = text.indexOf(':');
        if (!take(text, user, device, lastKey, taken)) {
            const auto head = text.first(colon + 1);
            taken.form.append(head.data(), head.size());
            const auto rest = text.sliced(colon + 1);
            if (colon < 0 || !take(rest, user, device, lastKey, taken))
                taken.form.append(rest.data(), rest.size());
        }
        at = close;
    }
    taken.form.append(json.constData() + at, json.size() - at);
    return taken;
}

} // namespace

QByteArray packKeys(const QByteArray &json, const QByteArray &user)
{
    const QByteArrayView device = deviceOf(json);
    if (device.size() > longestDevice || device.contains('\\'))
        return {};
    const Taken taken = takeApart(json, user, device);
    for (std::size_t i = 0; i < forms.size(); ++i) {
        if (taken.form != forms[i])
            continue;
        QByteArray packed;
        packed.reserve(2 + device.size() + taken.raw.size());
        packed += char(i + 1);
        packed += char(device.size());
        packed.append(device.data(), device.size());
        return packed + taken.raw;
    }
    return {};
}

std::optional<QByteArray> unpackKeys(QByteArrayView packed, const QByteArray &user)
{
    if (packed.size() < 2 || packed[0] < 1 || std::size_t(packed[0]) > forms.size())
        return std::nullopt;
    const qsizetype length = quint8(packed[1]);
    if (packed.size() < 2 + length)
        return std::nullopt;
    const auto device = packed.sliced(2, length);
    auto raw = packed.sliced(2 + length);
    QByteArray json, key;
    for (const char *at = forms[std::size_t(packed[0]) - 1]; *at != '\0'; ++at) {
        const qsizetype size = *at == Key ? keyBytes : *at == Signature ? signatureBytes : 0;
        if (raw.size() < size)
            return std::nullopt;
        const QByteArray text = raw.first(size).toByteArray().toBase64(QByteArray::OmitTrailingEquals);
        raw = raw.sliced(size);
        if (*at == User)
            json += user;
        else if (*at == Device)
            json.append(device.data(), device.size());
        else if (*at == Key)
            json += key = text;
        else if (*at == Signature)
            json += text;
        else if (*at == SameKey)
            json += key;
        else
            json += *at;
    }
    return raw.isEmpty() ? std::optional(json) : std::nullopt;
}

} // namespace Lockstep::History
