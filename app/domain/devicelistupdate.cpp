// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "domain/devicelistupdate.h"

#include <array>

namespace Lockstep {

namespace {

constexpr std::array<std::pair<UpdateKind, const char *>, 4> kindNames{{
    {UpdateKind::Update, "update"},
    {UpdateKind::SigningKeys, "signing_keys"},
    {UpdateKind::Resync, "resync"},
    {UpdateKind::Head, "head"},
}};

constexpr std::array<std::pair<Verdict, const char *>, 5> verdictNames{{
    {Verdict::Unknown, "unknown"},
    {Verdict::Applied, "applied"},
    {Verdict::Resync, "resync"},
    {Verdict::Duplicate, "duplicate"},
    {Verdict::Ignored, "ignored"},
}};

constexpr std::array<std::pair<Break, const char *>, 12> breakNames{{
    {Break::First, "first"},
    {Break::Gap, "gap"},
    {Break::Pruned, "pruned"},
    {Break::Placeholder, "placeholder"},
    {Break::Fork, "fork"},
    {Break::Merge, "merge"},
    {Break::OutOfOrder, "out_of_order"},
    {Break::Duplicate, "duplicate"},
    {Break::NeedlessResync, "needless_resync"},
    {Break::Restarted, "restarted"},
    {Break::Rewound, "rewound"},
    {Break::Rebuilt, "rebuilt"},
}};

template <typename Value, size_t Size>
QString nameIn(const std::array<std::pair<Value, const char *>, Size> &table, Value value)
{
    for (const auto &[candidate, name] : table) {
        if (candidate == value)
            return QString::fromLatin1(name);
    }
    return {};
}

template <typename Value, size_t Size>
Value valueIn(const std::array<std::pair<Value, const char *>, Size> &table, const QString &text, Value otherwise)
{
    for (const auto &[candidate, name] : table) {
        if (text == QLatin1StringView(name))
            return candidate;
    }
    return otherwise;
}

} // namespace

bool isSucceededResync(const DeviceListUpdate &update)
{
    return update.kind == UpdateKind::Resync
        && (update.verdict == Verdict::Applied || (update.verdict == Verdict::Resync && !update.streamId.isEmpty()));
}

QString toApiName(UpdateKind kind)
{
    return nameIn(kindNames, kind);
}

QString toApiName(Verdict verdict)
{
    return nameIn(verdictNames, verdict);
}

QStringList toApiNames(Breaks breaks)
{
    QStringList names;
    for (const auto &[value, name] : breakNames) {
        if (breaks.testFlag(value))
            names.append(QString::fromLatin1(name));
    }
    return names;
}

UpdateKind updateKindFromApiName(const QString &name)
{
    return valueIn(kindNames, name, UpdateKind::Update);
}

Verdict verdictFromApiName(const QString &name)
{
    return valueIn(verdictNames, name, Verdict::Unknown);
}

Breaks breaksFromApiNames(const QStringList &names)
{
    Breaks breaks;
    for (const QString &text : names) {
        for (const auto &[value, name] : breakNames) {
            if (text == QLatin1StringView(name))
                breaks |= value;
        }
    }
    return breaks;
}

} // namespace Lockstep
