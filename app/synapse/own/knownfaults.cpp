// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/own/knownfaults.h"

#include "synapse/own/version.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>

using namespace Qt::StringLiterals;

// What a static library brings along has to be asked for, outside of any namespace.
static void useFaults()
{
    Q_INIT_RESOURCE(faults);
}

namespace Lockstep::Synapse {

using namespace Inspection;

Result<QList<KnownFault>> readFaults(const QByteArray &json)
{
    const auto wrong
        = [](const QString &what) { return failure(Error::Internal, u"The table of known faults is no good: %1."_s.arg(what)); };
    QJsonParseError problem;
    const QJsonArray array = QJsonDocument::fromJson(json, &problem).object().value(u"faults").toArray();
    if (array.isEmpty())
        return wrong(problem.error == QJsonParseError::NoError ? u"it holds none"_s : problem.errorString());
    QList<KnownFault> faults;
    QSet<QString> ids;
    for (const QJsonValue &value : array) {
        const QJsonObject object = value.toObject();
        const auto text = [&](QStringView name) { return object.value(name).toString(); };
        KnownFault fault{.id = text(u"id"), .symptom = text(u"symptom"), .source = text(u"source"), .url = text(u"url")};
        const QJsonArray touches = object.value(u"touches").toArray();
        fault.isAboutLists = touches.contains(u"device_lists"_s);
        fault.isAboutMessages = touches.contains(u"to_device"_s);
        if (fault.id.isEmpty() || ids.contains(fault.id))
            return wrong(u"an id is missing, or there twice: \"%1\""_s.arg(fault.id));
        ids.insert(fault.id);
        if (fault.symptom.isEmpty() || fault.source.isEmpty() || !fault.url.startsWith("https://"_L1)
            || (!fault.isAboutLists && !fault.isAboutMessages))
            return wrong(u"%1 lacks a symptom, a source, its address or what it touches"_s.arg(fault.id));
        const QJsonArray ranges = object.value(u"affected").toArray();
        if (ranges.isEmpty())
            return wrong(u"%1 says no versions"_s.arg(fault.id));
        for (const QJsonValue &range : ranges) {
            fault.since = range[u"since"].toString();
            fault.fixedIn = range[u"fixed_in"].toString();
            for (const QString &version : {fault.since, fault.fixedIn}) {
                if (!version.isEmpty() && !Version::parse(version))
                    return wrong(u"%1 names the version \"%2\""_s.arg(fault.id, version));
            }
            if (!fault.since.isEmpty() && !fault.fixedIn.isEmpty() && Version::parse(fault.since) >= Version::parse(fault.fixedIn))
                return wrong(u"%1 ends before it begins"_s.arg(fault.id));
            faults += fault;
        }
    }
    return faults;
}

const Result<QList<KnownFault>> &knownFaults()
{
    static const Result<QList<KnownFault>> faults = [] {
        useFaults();
        QFile file(u":/synapse/faults.json"_s);
        return file.open(QIODevice::ReadOnly) ? readFaults(file.readAll())
                                              : Result<QList<KnownFault>>(failure(Error::Internal, file.errorString()));
    }();
    return faults;
}

QList<KnownFault> faultsOf(const QString &version, const QList<KnownFault> &all)
{
    QList<KnownFault> found;
    const auto own = Version::parse(version);
    if (!own)
        return found;
    for (const KnownFault &fault : all) {
        const bool began = fault.since.isEmpty() || *own >= *Version::parse(fault.since);
        const bool ended = !fault.fixedIn.isEmpty() && *own >= *Version::parse(fault.fixedIn);
        if (began && !ended)
            found += fault;
    }
    return found;
}

} // namespace Lockstep::Synapse
