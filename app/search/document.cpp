// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "search/document.h"

#include <QtEndian>

#include <optional>

namespace Lockstep::Search {

using Inspection::DeviceTexts;
using Inspection::ListTexts;

namespace {

constexpr qsizetype rawKeySize = 32, textKeySize = 43;

enum KeyForm : char { NoKey, RawKey, TextKey };

void put(QByteArray &out, QByteArrayView bytes)
{
    char size[2];
    qToLittleEndian(quint16(bytes.size()), size);
    out.append(size, 2);
    out.append(bytes);
}

/// Of keys as they ought to be, three quarters are enough.
void putKey(QByteArray &out, const QString &key)
{
    if (key.isEmpty()) {
        out.append(NoKey);
        return;
    }
    const QByteArray text = key.toUtf8();
    if (text.size() == textKeySize) {
        const auto raw = QByteArray::fromBase64Encoding(text, QByteArray::AbortOnBase64DecodingErrors);
        if (raw && raw.decoded.size() == rawKeySize && raw.decoded.toBase64(QByteArray::OmitTrailingEquals) == text) {
            out.append(RawKey);
            out.append(raw.decoded);
            return;
        }
    }
    out.append(TextKey);
    put(out, text);
}

class Taker
{
public:
    explicit Taker(QByteArrayView bytes)
        : m_left(bytes)
    {
    }
    bool isAtEnd() const { return m_left.isEmpty(); }
    bool isGood() const { return m_good; }
    QByteArrayView take(qsizetype size)
    {
        m_good = m_good && size <= m_left.size();
        if (!m_good)
            return {};
        const QByteArrayView taken = m_left.first(size);
        m_left = m_left.sliced(size);
        return taken;
    }
    QString text()
    {
        const QByteArrayView size = take(2);
        return m_good ? QString::fromUtf8(take(qFromLittleEndian<quint16>(size.data()))) : QString();
    }
    QString key()
    {
        const QByteArrayView form = take(1);
        if (!m_good || form.front() == NoKey)
            return {};
        if (form.front() != RawKey)
            return text();
        return QString::fromLatin1(take(rawKeySize).toByteArray().toBase64(QByteArray::OmitTrailingEquals));
    }

private:
    QByteArrayView m_left;
    bool m_good = true;
};

bool cut(QString &text)
{
    if (text.size() <= longestText)
        return false;
    // Not between the halves of a character.
    text.truncate(text.at(longestText - 1).isHighSurrogate() ? longestText - 1 : longestText);
    return true;
}

} // namespace

QString folded(QStringView text)
{
    QString result = text.toString();
    for (qsizetype i = 0; i < result.size(); ++i) {
        const QChar unit = result.at(i);
        if (unit.isHighSurrogate() && i + 1 < result.size() && result.at(i + 1).isLowSurrogate()) {
            const char32_t plain = QChar::toCaseFolded(QChar::surrogateToUcs4(unit, result.at(i + 1)));
            if (QChar::requiresSurrogates(plain)) {
                result[i] = QChar(QChar::highSurrogate(plain));
                result[i + 1] = QChar(QChar::lowSurrogate(plain));
            }
            ++i;
        } else {
            result[i] = unit.isSurrogate() ? QChar(QChar::ReplacementCharacter) : unit.toCaseFolded();
        }
    }
    return result;
}

bool isSeparator(QStringView text, qsizetype at)
{
    const QChar unit = text.at(at);
    if (unit.isSurrogate())
        return false;
    if (unit.unicode() < 0x80)
        return !unit.isLetterOrNumber();
    return unit.isSpace() || unit.isPunct() || unit.category() == QChar::Other_Control || unit.category() == QChar::Other_Format;
}

QString normalised(QString foldedText)
{
    for (qsizetype i = 0; i < foldedText.size(); ++i) {
        if (isSeparator(foldedText, i))
            foldedText[i] = Mark::separator;
    }
    return foldedText;
}

ListTexts bounded(ListTexts texts)
{
    if (texts.devices.size() > ListTexts::mostDevices) {
        texts.devices.resize(ListTexts::mostDevices);
        texts.isCut = true;
    }
    for (DeviceTexts &device : texts.devices) {
        QString id = device.deviceId.toString();
        for (QString *text : {&id, &device.displayName, &device.ed25519, &device.curve25519})
            texts.isCut = cut(*text) || texts.isCut;
        device.deviceId = DeviceId(id);
    }
    return texts;
}

QByteArray packed(const ListTexts &texts)
{
    QByteArray out;
    out.append(char(texts.isCut));
    for (const DeviceTexts &device : texts.devices) {
        put(out, device.deviceId.toString().toUtf8());
        put(out, device.displayName.toUtf8());
        putKey(out, device.ed25519);
        putKey(out, device.curve25519);
    }
    return out;
}

std::optional<ListTexts> unpacked(const UserId &user, const QByteArray &bytes)
{
    Taker in(bytes);
    const QByteArrayView first = in.take(1);
    if (!in.isGood())
        return {};
    ListTexts texts{.user = user, .isCut = first.front() != 0};
    while (!in.isAtEnd()) {
        DeviceTexts device;
        device.deviceId = DeviceId(in.text());
        device.displayName = in.text();
        device.ed25519 = in.key();
        device.curve25519 = in.key();
        if (!in.isGood())
            return {};
        texts.devices.append(std::move(device));
    }
    return texts;
}

QString serverToken(qint64 number)
{
    // Three characters are one trigram. Two of a private plane are numbers enough for every server there is.
    constexpr qint64 digits = 0xfff0;
    const auto digit
        = [](qint64 value) { return QString::fromUcs4(std::initializer_list<char32_t>{char32_t(0xf0000 + value)}.begin(), 1); };
    return Mark::server + digit(number / digits % digits) + digit(number % digits);
}

QString documentOf(const ListTexts &texts, qint64 serverNumber)
{
    const QString user = folded(texts.user.toString());
    const qsizetype colon = user.indexOf(u':');
    QString document = serverToken(serverNumber) + Mark::id + normalised(user.mid(1, colon - 1)) + Mark::id;
    if (colon > 0)
        document += normalised(user.mid(colon + 1)) + Mark::id;
    for (const DeviceTexts &device : texts.devices)
        document += normalised(folded(device.deviceId.toString())) + Mark::id;
    document += Mark::name;
    for (const DeviceTexts &device : texts.devices) {
        if (!device.displayName.isEmpty())
            document += normalised(folded(device.displayName)) + Mark::name;
    }
    return document + Mark::name; // the last character of all, too, is the beginning of a trigram
}

QStringList keyGroups(QStringView key, qsizetype offset)
{
    QStringList groups;
    for (qsizetype at = offset; at + keyGroup <= key.size(); at += keyStep)
        groups += key.sliced(at, keyGroup).toString().toLower();
    return groups;
}

QString keyDocumentOf(const ListTexts &texts)
{
    QString document;
    for (const DeviceTexts &device : texts.devices) {
        for (const QString *key : {&device.ed25519, &device.curve25519}) {
            for (qsizetype at = 0; at + keyGroup <= key->size(); at += keyStep) // the tokenizer takes the case away
                document.append(QStringView(*key).sliced(at, keyGroup)).append(u' ');
        }
    }
    return document;
}

} // namespace Lockstep::Search
