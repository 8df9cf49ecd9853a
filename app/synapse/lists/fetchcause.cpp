// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the texts mean that Synapse logs or answers for a failed fetch.

#include "synapse/lists/fetchledger.h"

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

namespace {

/// The HTTP status with which a text begins, 0 if it does with none.
int statusOf(const QString &error)
{
    static const QString passed = u"HttpResponseException: "_s;
    const qsizetype wrapped = error.indexOf(passed);
    const QStringView text = QStringView(error).mid(wrapped < 0 || wrapped > 40 ? 0 : wrapped + passed.size());
    bool number = false;
    const int status = text.first(std::min<qsizetype>(3, text.size())).toInt(&number);
    const bool alone = text.size() == 3 || (text.size() > 3 && text.at(3) == u':');
    return number && alone && status >= 100 && status < 600 ? status : 0;
}

} // namespace

QString bareError(const QString &error)
{
    QString bare = error;
    for (const QString &layer : {u"Failed to send request: "_s, u"HttpResponseException: "_s}) {
        if (bare.startsWith(layer))
            bare.remove(0, layer.size());
    }
    return bare;
}

FetchCause fetchCauseOf(const QString &error)
{
    // A status comes first, because what follows it is the remote server's text.
    if (const int status = statusOf(error); status > 0)
        return status >= 500 || status == 401 || status == 429 ? FetchCause::ServerError : FetchCause::Declined;
    const auto says = [&](QLatin1StringView part) { return error.contains(part); };
    if (says("DNSLookupError"_L1))
        return FetchCause::NameUnknown;
    if (says("ConnectionRefusedError"_L1))
        return FetchCause::Refused;
    if (says("SSL routines"_L1) || says("certificate verify"_L1) || says("CertificateError"_L1) || says("VerificationError"_L1))
        return FetchCause::Tls;
    if (says("Network is unreachable"_L1) || says("No route to host"_L1) || says("NoRouteError"_L1))
        return FetchCause::NoNetwork;
    if (says("TimedOut"_L1) || says("TimeoutError"_L1) || says("CancelledError"_L1) || says("timed out"_L1))
        return FetchCause::TimedOut;
    // What Synapse says when the answer is no JSON, or JSON that lacks a key.
    const bool missingKey = error.size() > 2 && error.startsWith(u'\'') && error.endsWith(u'\'');
    if (missingKey || says("Content-Type"_L1) || says("JSONDecodeError"_L1) || error.startsWith("Expecting value"_L1))
        return FetchCause::Unusable;
    return FetchCause::Unknown;
}

} // namespace Lockstep::Synapse
