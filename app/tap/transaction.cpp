// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tap/transaction.h"

#include "core/jsonreader.h"
#include "history/observation.h"

namespace Lockstep::Tap {

using namespace Qt::StringLiterals;

namespace {

/// As the specification says, and as homeservers insist.
constexpr qsizetype maxEdus = 100;
constexpr qsizetype maxPdus = 50;

} // namespace

QStringList Transaction::keyIds() const
{
    QStringList ids;
    for (const XMatrixHeader &header : headers)
        ids.append(header.key);
    return ids;
}

bool concernsDevices(const QByteArray &body)
{
    // A quick look before the work of parsing: most transactions hold neither. An EDU type written with \u escapes would be missed here;
    // no server does that, and it would lose nothing but its own updates.
    return body.contains("m.device_list_update") || body.contains("m.signing_key_update");
}

Contents contentsOf(const Transaction &transaction, const Verification &verification)
{
    Contents contents;
    const auto body = parseJsonObject(transaction.body);
    if (!body)
        return contents;
    const QJsonArray edus = body->value("edus"_L1).toArray();
    contents.tooMany = edus.size() > maxEdus || body->value("pdus"_L1).toArray().size() > maxPdus;
    if (contents.tooMany)
        return contents;
    int index = 0;
    for (const QJsonValue &edu : edus) {
        const QString type = edu["edu_type"_L1].toString();
        const bool isUpdate = type == "m.device_list_update"_L1;
        if (!isUpdate && type != "m.signing_key_update"_L1)
            continue;
        const int position = index++;
        const QJsonObject content = edu["content"_L1].toObject();
        const UserId user(content.value("user_id"_L1).toString());
        if (!user.isValid()) {
            ++contents.malformed;
            continue;
        }
        if (user.server() != transaction.origin) {
            ++contents.otherServers;
            continue;
        }
        if (isUpdate) {
            const History::UpdateContent update{.user = user,
                .content = content,
                .at = transaction.received,
                .origin = transaction.origin,
                .transaction = transaction.id,
                .index = position,
                .verified = verification.holds,
                .signingKey = verification.key,
                .otherKeys = verification.otherKeys};
            contents.malformed += History::toUpdate(update) ? 0 : 1;
            contents.observations.append(update);
        } else {
            contents.observations.append(History::SigningKeys{.user = user,
                .masterKey = content.value("master_key"_L1).toObject(),
                .selfSigningKey = content.value("self_signing_key"_L1).toObject(),
                .at = transaction.received,
                .origin = transaction.origin,
                .transaction = transaction.id,
                .index = position,
                .verified = verification.holds});
        }
    }
    return contents;
}

Verification verify(const Transaction &transaction, const ServerName &self, const ServerKeys &keys)
{
    const FederationRequest request{
        .method = "PUT", .target = transaction.target, .origin = transaction.origin, .destination = self, .body = transaction.body};
    Verification found;
    for (const XMatrixHeader &header : transaction.headers) {
        const auto key = keys.verifyKeys.constFind(header.key);
        if (key == keys.verifyKeys.constEnd())
            continue;
        const auto checked = verifyRequest(request, header, *key);
        if (checked) {
            found = {.holds = true, .key = header.key, .otherKeys = keys.oldKeyIds + keys.verifyKeys.keys()};
            found.otherKeys.removeAll(header.key);
            return found;
        }
        if (checked.error().kind != Error::BadInput)
            found.holds = false;
    }
    return found;
}

} // namespace Lockstep::Tap
