// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/users/crosssigningview.h"

#include "core/log.h"
#include "ui/widgets/actions.h"
#include "ui/widgets/tablestyle.h"
#include "ui/words/presentation.h"

#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
enum HistoryColumn { StreamColumn, UsageColumn, KeyColumn, HistoryColumnCount };

QString keyText(const QJsonObject &key)
{
    const QString text = Presentation::fingerprint(displayable(Presentation::publicKey(key, u"ed25519"_s), 100));
    return text.isEmpty() ? CrossSigningView::tr("none on this homeserver") : text;
}

QString usageText(const QString &usage)
{
    if (usage == u"master")
        return CrossSigningView::tr("master");
    if (usage == u"self_signing")
        return CrossSigningView::tr("self-signing");
    return displayable(usage, 40);
}

/// The worst of the devices' cross-signatures says whether the keys themselves fit together.
QString summaryText(const CrossSigning &keys, const QList<Device> &devices)
{
    if (keys.master.isEmpty() && keys.selfSigning.isEmpty())
        return CrossSigningView::tr("This user has no cross-signing keys on this homeserver.");
    if (keys.master.isEmpty() || keys.selfSigning.isEmpty())
        return CrossSigningView::tr("Of the two keys one is missing on this homeserver; a refresh fetches both.");
    const auto has = [&devices](CrossSignatureState state) { return std::ranges::count(devices, state, &Device::crossSignature); };
    if (has(CrossSignatureState::CrossSigningInvalid) > 0)
        return CrossSigningView::tr("The master key has not validly signed the self-signing key.");
    const auto signedDevices = int(has(CrossSignatureState::CrossSigned));
    const auto all = int(devices.size() - has(CrossSignatureState::NoKeys));
    return CrossSigningView::tr("The self-signing key has signed %1 of %n device(s) with keys.", nullptr, all).arg(signedDevices);
}
} // namespace

CrossSigningView::CrossSigningView(QWidget *parent)
    : QScrollArea(parent)
    , m_summary(Presentation::plainLabel())
    , m_master(Presentation::plainLabel())
    , m_selfSigning(Presentation::plainLabel())
    , m_historyTitle(Presentation::plainLabel(tr("Earlier and present identities")))
    , m_history(new QTableWidget(0, HistoryColumnCount))
{
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    m_master->setFont(Presentation::fixedFont());
    m_selfSigning->setFont(Presentation::fixedFont());
    QFont bold = m_historyTitle->font();
    bold.setBold(true);
    m_historyTitle->setFont(bold);
    m_history->setHorizontalHeaderLabels({tr("Order"), tr("Key"), tr("Public key (ed25519)")});
    setUpTable(m_history, u"users-crosssigning"_s);
    giveRoom(m_history);
    setAccessibleName(tr("Cross-signing keys"));
    m_history->setAccessibleName(m_historyTitle->text());
    m_history->setColumnWidth(StreamColumn, 70);
    m_history->setMinimumHeight(120);
    ViewActions::install(m_history);
    auto *note = Presentation::plainLabel(tr(
        "This checks that keys and signatures fit together. It does not verify that they are this person's: a server could supply a whole "
        "consistent set of its own. Only a comparison between people, in their clients, does that."));
    Presentation::setQuiet(note);

    auto *content = new QWidget(this);
    auto *form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(tr("Master key"), m_master);
    form->addRow(tr("Self-signing key"), m_selfSigning);
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(4, 10, 4, 4);
    layout->setSpacing(10);
    layout->addWidget(m_summary);
    layout->addLayout(form);
    layout->addWidget(note);
    layout->addWidget(m_historyTitle);
    layout->addWidget(m_history, 1);
    layout->addStretch(); // takes the room of the table where that is hidden
    setWidget(content);
    viewport()->setAutoFillBackground(false);
    content->setAutoFillBackground(false);
}

void CrossSigningView::setCrossSigning(const CrossSigning &keys, const QList<Device> &devices)
{
    m_summary->setText(summaryText(keys, devices));
    m_master->setText(keyText(keys.master));
    m_selfSigning->setText(keyText(keys.selfSigning));
    showHistory(keys.history, Presentation::publicKey(keys.master, u"ed25519"_s));
}

QString CrossSigningView::summary() const
{
    return m_summary->text();
}

void CrossSigningView::showHistory(const QList<CrossSigning::Entry> &history, const QString &masterNow)
{
    const auto resets = std::ranges::count_if(history, [&masterNow](const CrossSigning::Entry &entry) {
        return entry.usage == u"master" && Presentation::publicKey(entry.key, u"ed25519"_s) != masterNow;
    });
    m_historyTitle->setText(resets == 0 ? tr("No reset of the identity is known")
                                        : tr("The identity was reset %n time(s); newest first", nullptr, int(resets)));
    m_history->setVisible(!history.isEmpty());
    m_history->setRowCount(int(history.size()));
    int row = 0;
    for (auto entry = history.rbegin(); entry != history.rend(); ++entry, ++row) {
        m_history->setItem(row, StreamColumn, new QTableWidgetItem(displayable(entry->streamId, 40)));
        m_history->setItem(row, UsageColumn, new QTableWidgetItem(usageText(entry->usage)));
        auto *key = new QTableWidgetItem(keyText(entry->key));
        key->setFont(Presentation::fixedFont());
        key->setData(ViewActions::copyRole, Presentation::publicKey(entry->key, u"ed25519"_s));
        m_history->setItem(row, KeyColumn, key);
    }
}

} // namespace Lockstep
