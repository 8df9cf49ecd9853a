// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/users/devicesview.h"

#include "core/log.h"
#include "model/devicemodel.h"
#include "ui/widgets/actions.h"
#include "ui/widgets/presentedtable.h"
#include "ui/widgets/statestack.h"
#include "ui/widgets/tablestyle.h"

#include <QApplication>
#include <QClipboard>
#include <QFontMetrics>
#include <QHeaderView>
#include <QJsonDocument>
#include <QMenu>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

using Presentation::Tone;

namespace {
SignatureState signatureOf(const QModelIndex &index)
{
    return SignatureState(index.data(DeviceModel::SignatureRole).toInt());
}

CrossSignatureState crossSignatureOf(const QModelIndex &index)
{
    return CrossSignatureState(index.data(DeviceModel::CrossSignatureRole).toInt());
}

DeviceModel::Change changeOf(const QModelIndex &index)
{
    return DeviceModel::Change(index.data(DeviceModel::ChangeRole).toInt());
}

/// "m.megolm.v1.aes-sha2" is long and always the same: the middle is what tells algorithms apart.
QString shortAlgorithms(const QModelIndex &index)
{
    QStringList result;
    const QStringList names = index.data().toStringList();
    for (const QString &name : names) {
        const bool standard = name.startsWith(u"m."_s) && name.count(u'.') >= 2;
        result << displayable(standard ? name.section(u'.', 1, 1) : name, 60);
    }
    return result.join(u", "_s);
}

/// Whole: half a fingerprint compares nothing.
int fingerprintWidth()
{
    constexpr int characters = 43; // of 32 bytes in unpadded base64
    return QFontMetrics(Presentation::fixedFont()).horizontalAdvance(Presentation::fingerprint(QString(characters, u'0'))) + 24;
}

QList<PresentedColumn> columns()
{
    QList<PresentedColumn> result(DeviceModel::ColumnCount);
    result[DeviceModel::ChangeColumn] = {.title = DevicesView::tr("Change"),
        .explanation = DevicesView::tr("What the last refresh did"),
        .kind = PresentedColumn::Words,
        .width = 80,
        .text =
            [](const QModelIndex &index) {
                const DeviceModel::Change change = changeOf(index);
                return change == DeviceModel::Added  ? DevicesView::tr("added")
                    : change == DeviceModel::Changed ? DevicesView::tr("changed")
                                                     : QString();
            },
        .tone = [](const QModelIndex &) { return Tone::Notice; },
        .icon =
            [](const QModelIndex &index) {
                return changeOf(index) == DeviceModel::Unchanged
                    ? QIcon()
                    : Presentation::icon(changeOf(index) == DeviceModel::Added ? u"added"_s : u"changed"_s, Tone::Notice);
            },
        .hidden = true};
    result[DeviceModel::DeviceIdColumn] = {.title = DevicesView::tr("Device"), .kind = PresentedColumn::Id, .width = 120};
    result[DeviceModel::Name] = {.title = DevicesView::tr("Name"),
        .explanation = DevicesView::tr("As the remote server gives it; many servers withhold it"),
        .width = 150};
    result[DeviceModel::Fingerprint] = {.title = DevicesView::tr("Fingerprint (ed25519)"),
        .kind = PresentedColumn::Id,
        .width = fingerprintWidth(),
        .text = [](const QModelIndex &index) { return Presentation::fingerprint(displayable(index.data().toString(), 100)); }};
    result[DeviceModel::SelfSignature] = {.title = DevicesView::tr("Own signature"),
        .explanation = DevicesView::tr("Whether the device has signed its own keys"),
        .kind = PresentedColumn::Words,
        .width = 110,
        .text = [](const QModelIndex &index) { return Presentation::signatureText(signatureOf(index)); },
        .hint = [](const QModelIndex &index) { return Presentation::signatureExplanation(signatureOf(index)); },
        .tone = [](const QModelIndex &index) { return Presentation::signatureTone(signatureOf(index)); },
        .icon = [](const QModelIndex &index) { return Presentation::signatureIcon(signatureOf(index)); }};
    result[DeviceModel::CrossSignature] = {.title = DevicesView::tr("Cross-signature"),
        .explanation = DevicesView::tr("Whether the user's self-signing key has signed the device"),
        .kind = PresentedColumn::Words,
        .width = 150,
        .text = [](const QModelIndex &index) { return Presentation::crossSignatureText(crossSignatureOf(index)); },
        .hint = [](const QModelIndex &index) { return Presentation::crossSignatureExplanation(crossSignatureOf(index)); },
        .tone = [](const QModelIndex &index) { return Presentation::crossSignatureTone(crossSignatureOf(index)); },
        .icon = [](const QModelIndex &index) { return Presentation::crossSignatureIcon(crossSignatureOf(index)); }};
    result[DeviceModel::Algorithms] = {.title = DevicesView::tr("Algorithms"),
        .kind = PresentedColumn::Words,
        .width = 120,
        .text = shortAlgorithms,
        .hint = [](const QModelIndex &index) { return displayable(index.data().toStringList().join(u'\n'), 400); }};
    return result;
}
} // namespace

DevicesView::DevicesView(QWidget *parent)
    : QWidget(parent)
    , m_model(new DeviceModel(this))
    , m_table(new PresentedTable(m_model, columns(), this))
    , m_view(new QTableView(this))
    , m_stack(new StateStack(m_view, this))
{
    setUpTable(m_view, u"users-devices"_s);
    giveRoom(m_view);
    m_view->setModel(m_table);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_view->setAccessibleName(tr("Devices"));
    m_view->setSortingEnabled(true);
    m_view->horizontalHeader()->setSortIndicator(DeviceModel::DeviceIdColumn, Qt::AscendingOrder);
    for (int column = 0; column < m_table->columns().size(); ++column) {
        m_view->setColumnWidth(column, m_table->columns().at(column).width);
        m_view->setColumnHidden(column, m_table->columns().at(column).hidden);
    }
    ViewActions *actions = ViewActions::install(m_view);
    actions->setMenuFiller([this](QMenu *menu) {
        const QModelIndex current = m_view->currentIndex();
        QAction *json = menu->addAction(tr("Copy keys as JSON"), this, [current] {
            const QJsonDocument keys(current.data(DeviceModel::KeysRole).toJsonObject());
            QApplication::clipboard()->setText(QString::fromUtf8(keys.toJson()));
        });
        json->setEnabled(current.isValid());
    });
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
}

void DevicesView::setDevices(const UserId &user, const QList<Device> &devices, bool isKnown)
{
    if (user != m_model->user())
        m_view->setColumnHidden(DeviceModel::ChangeColumn, true);
    m_model->setDevices(user, devices);
    // Most servers withhold the names: a column of nothing is only in the way.
    const bool named = std::ranges::any_of(devices, [](const Device &device) { return !device.displayName.isEmpty(); });
    if (user != m_namesFor || named)
        m_view->setColumnHidden(DeviceModel::Name, !named);
    m_namesFor = user;
    if (!isKnown)
        m_stack->showEmpty(tr("The devices are not known"),
            tr("What was opened tells of updates, and nowhere of the whole list. The history shows which devices the updates were about."));
    else if (devices.isEmpty())
        m_stack->showEmpty(tr("No devices"), tr("The homeserver believes that this user has no devices. If others see some, refresh."));
    else
        m_stack->showContent();
}

void DevicesView::setChange(const DeviceListChange &change)
{
    m_model->setChange(change);
    m_view->setColumnHidden(DeviceModel::ChangeColumn, change.added.isEmpty() && change.changed.isEmpty());
}

void DevicesView::showDevice(const DeviceId &device)
{
    m_view->setFocus();
    for (int row = 0; row < m_table->rowCount(); ++row) {
        const QModelIndex index = m_table->index(row, DeviceModel::DeviceIdColumn);
        if (index.data(DeviceModel::KeyRole).toString() != device.toString())
            continue;
        m_view->selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
        m_view->scrollTo(index);
        return;
    }
}

void DevicesView::clear()
{
    m_model->clear();
}

} // namespace Lockstep
