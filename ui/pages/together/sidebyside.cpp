// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/together/sidebyside.h"

#include "core/log.h"
#include "inspection/client/client.h"
#include "session/session.h"
#include "ui/widgets/actions.h"
#include "ui/words/presentation.h"

#include <QHeaderView>
#include <QJsonArray>

#include <algorithm>
#include <set>

using namespace Qt::StringLiterals;

namespace Lockstep {

using namespace Inspection;

namespace {

constexpr qsizetype longestText = 500;

struct Property
{
    QString name;
    QString (*value)(const UserDetails &);
    bool isOfDevices = false; ///< not known where the devices are not
};

QString states(const UserDetails &user)
{
    QStringList words;
    for (const UserState state : Presentation::worstFirst(user.summary.states))
        words << Presentation::stateText(state);
    return words.join(u", "_s);
}

QString algorithms(const UserDetails &user)
{
    std::set<QString> all;
    for (const Device &device : user.devices) {
        for (const QJsonValue &one : device.keys.value(u"algorithms"_s).toArray())
            all.insert(one.toString());
    }
    return displayable(QStringList(all.begin(), all.end()).join(u", "_s), longestText);
}

QString withKeys(const UserDetails &user)
{
    const auto some = std::ranges::count_if(user.devices, [](const Device &one) { return !one.keys.isEmpty(); });
    //: so many of so many devices: "3 of 5"
    return SideBySide::tr("%1 of %2").arg(Presentation::count(some), Presentation::count(user.devices.size()));
}

/// So many of them, or that nobody has looked.
template <typename State>
QString checked(const UserDetails &user, State Device::*state, State wanted)
{
    const auto has = [&](State one) { return std::ranges::count(user.devices, one, state); };
    if (has(State::Unchecked) > 0)
        return SideBySide::tr("not checked");
    return SideBySide::tr("%1 of %2").arg(Presentation::count(has(wanted)), Presentation::count(user.devices.size()));
}

QString crossSigning(const UserDetails &user)
{
    const bool hasMaster = !user.crossSigning.master.isEmpty(), hasOther = !user.crossSigning.selfSigning.isEmpty();
    return hasMaster && hasOther ? SideBySide::tr("master and self-signing key")
        : hasMaster              ? SideBySide::tr("master key alone")
        : hasOther               ? SideBySide::tr("self-signing key alone")
                                 : SideBySide::tr("none");
}

QList<Property> properties()
{
    return {{SideBySide::tr("State"), states},
        {SideBySide::tr("Devices"), [](const UserDetails &user) { return Presentation::count(user.devices.size()); }, true},
        {SideBySide::tr("With keys"), withKeys, true},
        {SideBySide::tr("With a valid own signature"),
            [](const UserDetails &user) { return checked(user, &Device::selfSignature, SignatureState::Valid); }, true},
        {SideBySide::tr("Cross-signed"),
            [](const UserDetails &user) { return checked(user, &Device::crossSignature, CrossSignatureState::CrossSigned); }, true},
        {SideBySide::tr("Cross-signing"), crossSigning, true}, {SideBySide::tr("Algorithms"), algorithms, true},
        {SideBySide::tr("Stored stream_id"),
            [](const UserDetails &user) { return displayable(user.summary.streamId.toString(), longestText); }},
        {SideBySide::tr("Last update"), [](const UserDetails &user) { return Presentation::absoluteTime(user.summary.lastUpdate); }},
        {SideBySide::tr("Findings"), [](const UserDetails &user) { return Presentation::count(user.summary.findings.size()); }}};
}

} // namespace

SideBySide::SideBySide(Session *session, const UserId &one, const UserId &other, QWidget *parent)
    : QTreeWidget(parent)
    , m_session(session)
    , m_users{one, other}
{
    setAccessibleName(tr("Two users side by side"));
    setUpTree(this, u"users/sideBySide"_s);
    ViewActions::install(this);
    setRootIsDecorated(false);
    setHeaderLabels({tr("Property"), displayable(one.toString(), longestText), displayable(other.toString(), longestText), tr("Same?")});
    setTextElideMode(Qt::ElideMiddle);
    reload();
}

void SideBySide::reload()
{
    for (size_t i = 0; i < m_users.size(); ++i) {
        m_calls[i].cancel();
        m_calls[i] = m_session->client()->user(m_users[i], this, [this, i](const Result<UserDetails> &details) {
            m_calls[i] = {};
            m_details[i] = details;
            fill();
        });
    }
    fill();
}

void SideBySide::fill()
{
    const int current = indexOfTopLevelItem(currentItem());
    clear();
    /// What is not there, or nobody looked at, is neither the same nor another.
    const auto isKnown = [this](size_t i, const Property &property) {
        return m_details[i] && *m_details[i] && !(property.isOfDevices && (*m_details[i])->summary.deviceCount < 0)
            && property.value(**m_details[i]) != tr("not checked");
    };
    const auto text = [&](size_t i, const Property &property) {
        if (!m_details[i])
            return tr("Loading …");
        if (!*m_details[i])
            return displayable(m_details[i]->error().text, longestText);
        return property.isOfDevices && (*m_details[i])->summary.deviceCount < 0 ? tr("not known") : property.value(**m_details[i]);
    };
    for (const Property &property : properties()) {
        const QString one = text(0, property), other = text(1, property);
        const bool isTold = isKnown(0, property) && isKnown(1, property) && !(one.isEmpty() && other.isEmpty());
        auto *row = new QTreeWidgetItem(this, {property.name, one, other, !isTold ? QString() : one == other ? tr("same") : tr("differs")});
        for (int column = 1; column <= 2; ++column)
            row->setToolTip(column, Presentation::toolTip(row->text(column)));
    }
    for (int column = 0; column < columnCount(); ++column)
        header()->resizeSection(column, std::min(300, std::max(sizeHintForColumn(column), header()->sectionSizeHint(column))));
    setCurrentItem(topLevelItem(current));
}

} // namespace Lockstep
