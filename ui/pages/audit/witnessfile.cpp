// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/audit/witnessfile.h"

#include "core/ids.h"
#include "core/log.h"
#include "inspection/casefiles/casefile.h"
#include "session/witnessgathering.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(AuditDialog)
};

tl::unexpected<Error> refused(const QString &text)
{
    return failure(Error::BadInput, text);
}

} // namespace

Result<WitnessFile> readWitness(const QString &path)
{
    const QString name = displayable(QFileInfo(path).fileName(), 120);
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return refused(Words::tr("%1 cannot be read: %2").arg(name, displayable(file.errorString(), 200)));
    // Read no further than that: what is no file but a device has no size.
    const QByteArray bytes = file.read(WitnessFile::maxBytes + 1);
    if (bytes.size() > WitnessFile::maxBytes)
        return refused(Words::tr("%1 is larger than %2: compare in parts.").arg(name, QLocale().formattedDataSize(WitnessFile::maxBytes)));
    QJsonParseError problem;
    const bool isCase = Inspection::isCaseFile(bytes);
    const QJsonDocument document = isCase ? QJsonDocument(QJsonObject()) : QJsonDocument::fromJson(bytes, &problem);
    if (document.isNull())
        return refused(Words::tr("%1 is no JSON: %2, at byte %3").arg(name, problem.errorString()).arg(problem.offset));

    WitnessFile read;
    QJsonArray lists = document.array();
    const QJsonObject object = document.object();
    if (object.value("lists"_L1).isArray()) {
        lists = object.value("lists"_L1).toArray();
        read.origin = object.value("origin"_L1).toString();
        read.readAt = object.value("read_at"_L1).toInteger(); // of what is no whole number: none
    } else if (isCase) {
        const auto known = Inspection::fromCaseFile(bytes);
        if (!known)
            return refused(u"%1: %2"_s.arg(name, displayable(known.error().text, 300)));
        if (known->isRedacted)
            return refused(Words::tr("%1 is a redacted case: its names and keys are made up.").arg(name));
        if (!known->sender || !known->sender->listAvailable.available || known->sender->isPartial)
            return refused(
                Words::tr("%1 is a case file without the list of the user's own server: ask that server's operator for one.").arg(name));
        lists = {asFederationAnswer(*known->sender)};
        read.origin = known->server.toString();
        read.readAt = known->sender->at;
    } else if (object.contains("devices"_L1)) {
        lists = {object};
    }
    for (const QJsonValue &list : std::as_const(lists)) {
        const UserId user(list.toObject().value("user_id"_L1).toString());
        if (user.server().isEmpty() || !list.toObject().value("devices"_L1).isArray())
            return refused(Words::tr("%1 holds something that is no device list: each needs user_id, stream_id and devices, as "
                                     "GET /_matrix/federation/v1/user/devices/{userId} answers them.")
                               .arg(name));
        if (read.origin.isEmpty())
            read.origin = user.server().toString();
    }
    if (lists.isEmpty())
        return refused(Words::tr("%1 holds no device lists.").arg(name));
    if (read.readAt <= 0)
        read.readAt = QFileInfo(file).lastModified().toMSecsSinceEpoch();
    read.lists = lists.size();
    read.witness = {{u"origin"_s, read.origin}, {u"read_at"_s, read.readAt}, {u"lists"_s, lists}};
    return read;
}

} // namespace Lockstep
