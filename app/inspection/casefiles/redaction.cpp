// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/casefiles/redaction.h"

#include "inspection/apiwords.h"
#include "inspection/casefiles/safewords.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::Inspection {

namespace {

/// What a member's string is.
enum class Holds : quint8 {
    Text, ///< anything
    Word, ///< one of the API's
    Version,
    User,
    Server,
    Opaque, ///< an ID
    Device,
    Stream,
    Name,
    Subject, ///< a user, a server, or a word
    Keys, ///< an object with keys or signatures
};

const QHash<QString, Holds> &members()
{
    using enum Holds;
    static const QHash<QString, Holds> table{{u"kind"_s, Word}, {u"severity"_s, Word}, {u"state"_s, Word}, {u"states"_s, Word},
        {u"verdict"_s, Word}, {u"breaks"_s, Word}, {u"sources"_s, Word}, {u"self_signature"_s, Word}, {u"cross_signature"_s, Word},
        {u"cause"_s, Word}, {u"usage"_s, Word}, {u"fact"_s, Word}, {u"actions"_s, Word}, {u"subject_kind"_s, Word}, {u"reason"_s, Word},
        {u"method"_s, Word}, {u"outcome"_s, Word}, {u"made_by"_s, Version}, {u"server_version"_s, Version}, {u"user_id"_s, User},
        {u"by"_s, User}, {u"first_users"_s, User}, {u"server_name"_s, Server}, {u"server"_s, Server}, {u"destination"_s, Server},
        {u"origin"_s, Server}, {u"subject"_s, Subject}, {u"args"_s, Subject}, {u"device_id"_s, Device}, {u"txn_id"_s, Opaque},
        {u"incident"_s, Opaque}, {u"audit_id"_s, Opaque}, {u"next"_s, Opaque}, {u"stream_id"_s, Stream}, {u"prev_ids"_s, Stream},
        {u"display_name"_s, Name}, {u"device_keys"_s, Keys}, {u"keys"_s, Keys}, {u"master"_s, Keys}, {u"self_signing"_s, Keys},
        {u"key"_s, Keys}, {u"algorithms"_s, Keys}};
    return table;
}

bool isWord(const QString &text)
{
    static const QRegularExpression word(u"^[a-z][a-z0-9_]{0,47}$"_s);
    return word.match(text).hasMatch();
}

bool isNumber(const QString &text)
{
    static const QRegularExpression number(u"^-?\\d{1,19}$"_s);
    return number.match(text).hasMatch();
}

/// Members of keys that the specification has.
bool isKeysMember(const QString &name)
{
    static const QSet<QString> known{u"user_id"_s, u"device_id"_s, u"algorithms"_s, u"keys"_s, u"signatures"_s, u"usage"_s, u"unsigned"_s,
        u"device_display_name"_s, u"master_key"_s, u"self_signing_key"_s, u"fallback"_s, u"dehydrated"_s};
    return known.contains(name);
}

bool isKeysWord(const QString &text)
{
    static const QSet<QString> known{u"m.olm.v1.curve25519-aes-sha2"_s, u"m.megolm.v1.aes-sha2"_s, u"m.olm.curve25519-aes-sha256"_s,
        u"org.matrix.msc3202.v1"_s, u"master"_s, u"self_signing"_s, u"user_signing"_s};
    return known.contains(text);
}

bool isKeyAlgorithm(const QString &text)
{
    return text == "ed25519"_L1 || text == "curve25519"_L1 || text == "signed_curve25519"_L1;
}

class Redactor
{
public:
    QJsonValue redact(const QJsonValue &value, const QString &member, const QString &parent);
    /// Users first, so that their names are counted in the order of a list.
    QString user(const QString &id);

private:
    QString server(const QString &name);
    QString device(const QString &id);
    QString opaque(const QString &text);
    QString made(const QString &text, const std::function<QString()> &make);
    QString text(const QString &words);
    QString string(const QString &text, Holds what);
    QString keysString(const QString &text);
    QJsonValue keys(const QJsonValue &value, int depth);
    void forbid(const QString &name);

    QHash<QString, QString> m_made;
    QSet<QString> m_forbidden; ///< lower case: parts of what was replaced, that are no words then
    int m_users = 0, m_servers = 0, m_devices = 0, m_names = 0, m_others = 0;
};

void Redactor::forbid(const QString &name)
{
    static const QRegularExpression between(u"[^\\p{L}\\p{N}]+"_s);
    m_forbidden.insert(name.toLower());
    const QStringList parts = name.toLower().split(between, Qt::SkipEmptyParts);
    for (const QString &part : parts)
        m_forbidden.insert(part);
}

QString Redactor::made(const QString &text, const std::function<QString()> &make)
{
    if (text.isEmpty())
        return text;
    const auto known = m_made.constFind(text);
    if (known != m_made.constEnd())
        return *known;
    QString name = make();
    forbid(text);
    m_made.insert(text, name);
    return name;
}

QString Redactor::server(const QString &name)
{
    return made(name, [this] { return u"server%1.example"_s.arg(++m_servers); });
}

QString Redactor::user(const QString &id)
{
    return made(id, [this, &id] {
        const QString of = server(UserId(id).server().toString());
        return u"@user%1:%2"_s.arg(++m_users).arg(of.isEmpty() ? u"server.example"_s : of);
    });
}

/// A cross-signing key may stand where a device's ID does, and is the same key then.
QString Redactor::device(const QString &id)
{
    return made(id, [this] { return u"DEVICE%1"_s.arg(++m_devices, 3, 10, QChar(u'0')); });
}

/// Keys and signatures become others of the same length.
QString Redactor::opaque(const QString &text)
{
    static const QRegularExpression base64(u"^[A-Za-z0-9+/_-]{20,}={0,2}$"_s);
    return made(text, [this, &text] {
        if (!base64.match(text).hasMatch())
            return u"id%1"_s.arg(++m_others);
        const qsizetype size = QByteArray::fromBase64(text.toLatin1()).size();
        QByteArray random(size, Qt::Uninitialized);
        std::generate(random.begin(), random.end(), [] { return char(QRandomGenerator::system()->bounded(256)); });
        const auto padding = text.endsWith(u'=') ? QByteArray::KeepTrailingEquals : QByteArray::OmitTrailingEquals;
        return QString::fromLatin1(random.toBase64(padding));
    });
}

QString Redactor::text(const QString &words)
{
    return safeWords(
        words, [this](const QString &word) { return m_forbidden.contains(word.toLower()); },
        [this](const QString &word) { return m_made.value(word); });
}

QString Redactor::string(const QString &text, Holds what)
{
    static const QRegularExpression version(u"^v?\\d{1,6}(\\.\\d{1,6}){0,3}((rc|beta|alpha)\\d{0,3})?"_s);
    switch (what) {
    case Holds::Word:
        return isWord(text) ? text : this->text(text);
    case Holds::Version:
        return version.match(text).captured();
    case Holds::User:
        return user(text);
    case Holds::Server:
        return server(text);
    case Holds::Device:
        return device(text);
    case Holds::Opaque:
        return opaque(text);
    case Holds::Stream:
        return isNumber(text) ? text : opaque(text);
    case Holds::Name:
        return made(text, [this] { return u"Name %1"_s.arg(++m_names); });
    case Holds::Subject:
        if (isNumber(text) || text.isEmpty())
            return text;
        if (text.startsWith(u'@'))
            return user(text);
        if (const auto known = m_made.constFind(text); known != m_made.constEnd())
            return *known;
        if (knownApiValue<SourceKind>(text))
            return text;
        if (text.contains(u' '))
            break;
        return text.contains(u'.') ? server(text) : opaque(text);
    case Holds::Keys:
        return keysString(text);
    case Holds::Text:
        break;
    }
    return this->text(text);
}

QString Redactor::keysString(const QString &text)
{
    if (isKeysWord(text) || text.isEmpty())
        return text;
    if (text.startsWith(u'@') && UserId(text).isValid())
        return user(text);
    return opaque(text);
}

/// Objects with keys: their members are names too.
QJsonValue Redactor::keys(const QJsonValue &value, int depth)
{
    constexpr int deepest = 20;
    if (depth > deepest)
        return QJsonValue::Null;
    if (value.isString())
        return keysString(value.toString());
    if (value.isArray()) {
        QJsonArray made;
        const QJsonArray array = value.toArray();
        for (const QJsonValue &one : array)
            made.append(keys(one, depth + 1));
        return made;
    }
    if (!value.isObject())
        return value.isDouble() ? QJsonValue(0) : value; // the specification has no numbers there
    QJsonObject made;
    const QJsonObject object = value.toObject();
    for (auto it = object.begin(); it != object.end(); ++it) {
        const qsizetype colon = it.key().indexOf(u':');
        QString name = it.key();
        if (isKeysMember(name)) {
            if (name == "device_id"_L1 && it->isString())
                made.insert(name, device(it->toString()));
            else if (name == "device_display_name"_L1 && it->isString())
                made.insert(name, string(it->toString(), Holds::Name));
            else
                made.insert(name, keys(*it, depth + 1));
            continue;
        }
        if (colon > 0 && isKeyAlgorithm(name.left(colon))) {
            const QString id = name.sliced(colon + 1);
            // Of a cross-signing key the key itself is the ID.
            name = name.left(colon + 1) + (m_made.contains(id) ? m_made.value(id) : id == it->toString() ? opaque(id) : device(id));
        } else {
            name = keysString(name);
        }
        made.insert(name, keys(*it, depth + 1));
    }
    return made;
}

QJsonValue Redactor::redact(const QJsonValue &value, const QString &member, const QString &parent)
{
    Holds what = members().value(member, Holds::Text);
    if (member == "id"_L1) // of a finding it is a word, and of an incident something of its own
        what = parent == "incidents"_L1 ? Holds::Opaque : Holds::Word;
    else if (member == "reason"_L1 && (value.isString() && !isWord(value.toString())))
        what = Holds::Text;
    if (what == Holds::Keys)
        return keys(value, 0);
    if (value.isString())
        return value.toString().isNull() ? value : QJsonValue(string(value.toString(), what));
    if (value.isArray()) {
        QJsonArray made;
        const QJsonArray array = value.toArray();
        for (const QJsonValue &one : array)
            made.append(redact(one, one.isObject() ? QString() : member, member));
        return made;
    }
    if (!value.isObject())
        return value;
    QJsonObject made;
    const QJsonObject object = value.toObject();
    for (auto it = object.begin(); it != object.end(); ++it)
        made.insert(it.key(), redact(*it, it.key(), member.isEmpty() ? parent : member));
    return made;
}

/// Texts come last, when it is known what is somebody's name.
void collect(Redactor &redactor, const QJsonObject &object)
{
    redactor.redact(object, {}, {});
}

} // namespace

Case redactedCase(const Case &file)
{
    Case told = file;
    // What is only text, and somebody else's at that.
    for (SourceStatus &source : told.sources)
        source.detail.clear();
    for (Incident &incident : told.incidents) {
        for (QString *text : {&incident.text, &incident.advice, &incident.acknowledged.text, &incident.muted.text})
            text->clear();
        for (Evidence &evidence : incident.evidence)
            evidence.text.clear();
    }
    Redactor redactor;
    redactor.user(file.userId.toString());
    const QJsonObject object = QJsonDocument::fromJson(toCaseFile(told)).object();
    collect(redactor, object);
    QJsonObject made = redactor.redact(object, {}, {}).toObject();
    made.insert(u"redacted"_s, true);
    made.insert(u"lockstep_case"_s, Case::redactedVersion);
    const auto read = fromCaseFile(QJsonDocument(made).toJson(QJsonDocument::Compact));
    // It is made of a case by replacing: what is not one again would be a fault of this program, and then nothing is handed on.
    return read ? *read
                : Case{.server = ServerName(u"server1.example"_s),
                    .userId = UserId(u"@user1:server2.example"_s),
                    .made = file.made,
                    .why = u"The case could not be redacted."_s,
                    .isRedacted = true};
}

} // namespace Lockstep::Inspection
