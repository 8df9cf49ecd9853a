// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/users/sidesdialog.h"
#include "ui/pages/othersessions.h"

#include "core/log.h"
#include "inspection/client/client.h"
#include "session/session.h"
#include "ui/pages/savecase.h"
#include "ui/words/sideswords.h"

#include <QDialogButtonBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSaveFile>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

using namespace Diagnosis;
using Inspection::Case;

namespace {

constexpr QSize firstSize(760, 560);
constexpr qsizetype longestText = 400;
/// What differs comes first; nobody reads further.
constexpr qsizetype mostRows = 2'000;

enum Column { DeviceColumn, ThereColumn, HereColumn, LikenessColumn, StationColumn, ColumnCount };

QLabel *label(const QString &name, QWidget *parent)
{
    QLabel *made = Presentation::plainLabel({}, parent);
    made->setObjectName(name);
    made->setMinimumWidth(60);
    made->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return made;
}

/// What one side has of a row: the name, and the beginning of the key.
QString sideText(const QString &name, const QString &key, bool isThere)
{
    if (!isThere)
        return u"–"_s;
    const QString keyText = key.isEmpty() ? SidesDialog::tr("no key") : displayable(key.left(12)) + u'…';
    return name.isEmpty() ? keyText : displayable(name, 40) + u" · "_s + keyText;
}

} // namespace

SidesDialog *SidesDialog::open(Session *session, const UserId &user, QWidget *parent)
{
    auto *dialog = new SidesDialog(session, user, parent);
    dialog->QDialog::show();
    return dialog;
}

SidesDialog::SidesDialog(Session *session, const UserId &user, QWidget *parent)
    : QDialog(parent)
    , m_session(session)
    , m_user(user)
    , m_id(new QLineEdit(user.toString(), this))
    , m_verdict(label(u"sidesVerdict"_s, this))
    , m_ground(label(u"sidesGround"_s, this))
    , m_facts(label(u"sidesFacts"_s, this))
    , m_source(label(u"sidesSource"_s, this))
    , m_problem(label(u"sidesProblem"_s, this))
    , m_rows(new QTreeWidget(this))
    , m_others(new QMenu(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(u"sidesDialog"_s);
    setWindowTitle(tr("Two sides of one user"));
    setWindowFlag(Qt::WindowMaximizeButtonHint);
    build();
    resize(firstSize);
    // A session that ends takes the client with it.
    connect(session, &Session::signedOut, this, &QDialog::reject);
    ask();
}

void SidesDialog::build()
{
    m_id->setObjectName(u"sidesUser"_s);
    m_id->setAccessibleName(tr("User"));
    m_id->setPlaceholderText(tr("@name:server, a remote user or one of this homeserver"));
    auto *idLabel = new QLabel(tr("&User"), this);
    idLabel->setBuddy(m_id);
    auto *top = new QHBoxLayout;
    top->addWidget(idLabel);
    top->addWidget(m_id, 1);

    QFont bold = m_verdict->font();
    bold.setBold(true);
    m_verdict->setFont(bold);
    m_rows->setObjectName(u"sidesRows"_s);
    m_rows->setAccessibleName(tr("Devices and keys on both sides"));
    m_rows->setColumnCount(ColumnCount);
    m_rows->setHeaderLabels({tr("Device"), tr("Own server"), tr("Copy"), tr("Same?"), tr("Where it stopped")});
    m_rows->setRootIsDecorated(false);
    m_rows->setUniformRowHeights(true);
    m_rows->setAlternatingRowColors(true);
    m_rows->header()->setStretchLastSection(true);

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    m_choose = buttons->addButton(tr("&Other side"), QDialogButtonBox::ActionRole);
    m_choose->setObjectName(u"sidesChoose"_s);
    m_choose->setMenu(m_others);
    m_again = buttons->addButton(tr("Compare &again"), QDialogButtonBox::ActionRole);
    m_again->setObjectName(u"sidesAgain"_s);
    m_save = buttons->addButton(tr("&Save case …"), QDialogButtonBox::ActionRole);
    m_save->setObjectName(u"sidesSave"_s);
    Presentation::setToolTip(
        m_save, tr("What this gateway knows of the user, for the other server's operator: public keys and names, no tokens"));
    m_others->setObjectName(u"sidesOthers"_s);

    auto *layout = new QVBoxLayout(this);
    layout->addLayout(top);
    for (QLabel *part : {m_verdict, m_ground, m_problem, m_source})
        layout->addWidget(part);
    layout->addWidget(m_rows, 1);
    layout->addWidget(m_facts);
    layout->addWidget(buttons);

    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_id, &QLineEdit::editingFinished, this, &SidesDialog::takeUser);
    connect(m_others, &QMenu::aboutToShow, this, &SidesDialog::fillOthers);
    connect(m_again, &QPushButton::clicked, this, &SidesDialog::ask);
    connect(m_save, &QPushButton::clicked, this, &SidesDialog::save);
    // Return in the field asks for that user, and closes nothing.
    for (QPushButton *button : {m_choose, m_again, m_save, buttons->button(QDialogButtonBox::Close)})
        button->setAutoDefault(false);
}

void SidesDialog::takeUser()
{
    const UserId typed(m_id->text().trimmed());
    if (typed == m_user)
        return;
    m_user = typed;
    m_own.reset();
    if (m_other && m_other->userId != m_user)
        m_other.reset();
    ask();
}

/// Of a local user, the server that keeps the copy; empty where it is not known yet.
ServerName SidesDialog::destination() const
{
    if (m_other)
        return m_other->server;
    return m_otherSession ? m_otherSession->info().serverName : ServerName();
}

void SidesDialog::ask()
{
    if (!m_user.isValid()) {
        m_own.reset();
        show();
        return;
    }
    if (!m_session->client())
        return;
    m_verdict->setText(tr("Asking …"));
    m_ownCall = m_session->client()->caseOf(m_user, destination(), this, [this](const Result<Case> &answer) {
        m_own = answer ? std::optional(*answer) : std::nullopt;
        show();
        if (!answer)
            showProblem(answer.error().errcode == u"M_UNRECOGNIZED" ? tr("This gateway is too old to tell its side of a user.")
                                                                    : displayable(answer.error().text, longestText));
    });
    askOther();
}

void SidesDialog::askOther()
{
    if (!m_otherSession || !m_otherSession->client() || !m_user.isValid())
        return;
    m_otherCall = m_otherSession->client()->caseOf(m_user, m_session->info().serverName, this, [this](const Result<Case> &answer) {
        m_other = answer ? std::optional(*answer) : std::nullopt;
        show();
        if (!answer)
            showProblem(tr("The other side: %1").arg(displayable(answer.error().text, longestText)));
    });
}

void SidesDialog::fillOthers()
{
    m_others->clear();
    const QList<Session *> others = otherSessions(m_session);
    for (Session *session : others) {
        m_others->addAction(
            tr("Window of %1").arg(displayable(session->info().serverName.toString())), this, [this, other = QPointer(session)] {
                m_otherSession = other;
                m_other.reset();
                ask();
            });
    }
    QAction *file = m_others->addAction(tr("Case file …"), this, &SidesDialog::chooseFile);
    file->setObjectName(u"sidesFile"_s);
}

void SidesDialog::chooseFile()
{
    auto *dialog = new QFileDialog(this, tr("Case file of the other side"), {}, tr("Case files (*.lockstep-case *.json);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(u"sidesFileDialog"_s);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &SidesDialog::takeFile);
    dialog->open();
}

void SidesDialog::takeFile(const QString &path)
{
    const auto read = Inspection::readCaseFile(path);
    if (!read) {
        showProblem(displayable(read.error().text, longestText));
        return;
    }
    m_otherCall.cancel();
    m_otherSession.clear();
    m_other = *read;
    if (m_user.isEmpty()) {
        m_user = read->userId;
        m_id->setText(m_user.toString());
    }
    ask();
}

void SidesDialog::save()
{
    if (!m_own)
        return;
    auto *dialog = new QFileDialog(this, tr("Save case"), {}, tr("Case files (*.lockstep-case *.json)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(u"sidesSaveDialog"_s);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(u"lockstep-case"_s);
    dialog->selectFile(u"case.lockstep-case"_s);
    connect(dialog, &QFileDialog::fileSelected, this, &SidesDialog::saveTo);
    dialog->open();
}

void SidesDialog::saveTo(const QString &path)
{
    if (!m_own)
        return;
    writeCase(*m_own, path, false, this, [this](const QString &said) { showProblem(said); });
}

void SidesDialog::show()
{
    showProblem({});
    m_rows->clear();
    m_save->setEnabled(m_own.has_value());
    m_again->setEnabled(m_user.isValid());
    m_choose->setEnabled(m_user.isValid() || m_user.isEmpty());
    m_source->setText(m_other
            ? tr("Other side: %1, made at %2").arg(displayable(m_other->server.toString()), Presentation::absoluteTime(m_other->made))
            : tr("Other side: none yet. Choose another window of this program, or a case file."));
    if (!m_own && !m_other) {
        m_verdict->setText(m_user.isValid() ? tr("Nothing is known of this user here.")
                : m_user.isEmpty()          ? tr("Say which user.")
                                            : tr("That is no user ID; it has to look like @name:server."));
        m_ground->clear();
        m_facts->clear();
        return;
    }
    const auto sides = compareSides(m_own ? *m_own : *m_other, m_own ? m_other : std::nullopt);
    if (!sides) {
        m_verdict->setText(tr("These two cannot be compared."));
        m_ground->clear();
        m_facts->clear();
        showProblem(displayable(sides.error().text, longestText));
        return;
    }
    m_verdict->setText(SidesWords::verdict(*sides));
    Presentation::setTone(m_verdict, SidesWords::tone(sides->station));
    m_ground->setText(SidesWords::ground(*sides));
    m_facts->setText(SidesWords::facts(*sides).join(u'\n'));
    fillRows(*sides);
}

void SidesDialog::fillRows(const TwoSides &sides)
{
    m_rows->headerItem()->setText(ThereColumn, sides.sender.isEmpty() ? tr("Own server") : displayable(sides.sender.toString(), 60));
    m_rows->headerItem()->setText(HereColumn, sides.receiver.isEmpty() ? tr("Copy") : displayable(sides.receiver.toString(), 60));
    QList<QTreeWidgetItem *> items;
    for (qsizetype i = 0; i < std::min(sides.rows.size(), mostRows); ++i) {
        const SidesRow &row = sides.rows.at(i);
        auto *item = new QTreeWidgetItem;
        item->setText(DeviceColumn,
            row.subject == SidesRow::Master            ? tr("master key")
                : row.subject == SidesRow::SelfSigning ? tr("self-signing key")
                                                       : displayable(row.device.toString(), 60));
        item->setText(ThereColumn, sideText(row.thereName, row.thereKey, row.likeness != Likeness::OnlyHere));
        item->setText(HereColumn, sideText(row.hereName, row.hereKey, row.likeness != Likeness::OnlyThere));
        item->setText(LikenessColumn, SidesWords::likenessText(row.likeness));
        if (row.likeness != Likeness::Same) {
            item->setText(StationColumn, SidesWords::stationText(row.station));
            item->setToolTip(StationColumn, Presentation::toolTip(SidesWords::rowText(row)));
            const QColor critical = Presentation::toneColor(SidesWords::tone(row.station), palette());
            item->setForeground(LikenessColumn, critical);
            item->setForeground(StationColumn, critical);
        }
        items += item;
    }
    m_rows->addTopLevelItems(items);
    for (int column = 0; column < StationColumn; ++column)
        m_rows->resizeColumnToContents(column);
}

void SidesDialog::showProblem(const QString &text)
{
    m_problem->setText(text);
    m_problem->setVisible(!text.isEmpty());
}

} // namespace Lockstep
