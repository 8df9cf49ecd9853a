// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/filter/savedfilters.h"

#include "core/log.h"
#include "model/typed/filterlanguage.h"
#include "session/preferences.h"
#include "session/settings.h"
#include "ui/words/presentation.h"

#include <QInputDialog>
#include <QLineEdit>
#include <QMenu>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
/// A menu takes an ampersand for the mark of a letter.
QString inMenu(const QString &text)
{
    return displayable(text, SavedFilters::maxName).replace(u'&', u"&&"_s);
}
} // namespace

SavedFilters::SavedFilters(Settings *settings, const QString &list, QLineEdit *field, QWidget *parent)
    : QToolButton(parent)
    , m_settings(settings)
    , m_key(u"filters/"_s + list)
    , m_field(field)
    , m_menu(new QMenu(this))
{
    setObjectName(list + u"-filters"_s);
    setIcon(Presentation::icon(u"filter"_s));
    setText(tr("Filters"));
    setAccessibleName(tr("Saved filters"));
    Presentation::setToolTip(this, tr("Saved filters of this list"));
    setAutoRaise(true);
    setPopupMode(QToolButton::InstantPopup);
    setFocusPolicy(Qt::StrongFocus);
    setMenu(m_menu);
    connect(m_menu, &QMenu::aboutToShow, this, &SavedFilters::fill);
    const QString first = atStart();
    const QList<Saved> all = saved();
    const auto found = std::ranges::find(all, first, &Saved::name);
    if (!first.isEmpty() && found != all.end())
        m_field->setText(found->text);
    else if (Preferences::of(*settings).restore)
        m_field->setText(settings->uiValue(m_key + u"/last"_s).toString().left(Filter::maxLength));
}

QList<SavedFilters::Saved> SavedFilters::saved() const
{
    // Name and text, one after the other.
    const QStringList stored = m_settings->uiValue(m_key).toStringList();
    QList<Saved> result;
    for (qsizetype i = 0; i + 1 < stored.size() && result.size() < maxFilters; i += 2)
        result.append({stored.at(i).left(maxName), stored.at(i + 1).left(Filter::maxLength)});
    return result;
}

void SavedFilters::store(const QList<Saved> &filters)
{
    QStringList stored;
    for (const Saved &one : filters)
        stored << one.name << one.text;
    m_settings->setUiValue(m_key, stored);
}

void SavedFilters::save(const QString &given, const QString &text)
{
    const QString name = given.simplified().left(maxName);
    if (name.isEmpty() || text.trimmed().isEmpty())
        return;
    QList<Saved> all = saved();
    all.removeIf([&](const Saved &one) { return one.name == name; });
    all.append({name, text.trimmed()});
    while (all.size() > maxFilters)
        all.removeFirst();
    store(all);
}

void SavedFilters::remove(const QString &name)
{
    QList<Saved> all = saved();
    all.removeIf([&](const Saved &one) { return one.name == name; });
    store(all);
    if (atStart() == name)
        setAtStart({});
}

void SavedFilters::remember()
{
    m_settings->setUiValue(m_key + u"/last"_s, m_field->text().trimmed());
}

QString SavedFilters::atStart() const
{
    return m_settings->uiValue(m_key + u"/start"_s).toString();
}

void SavedFilters::setAtStart(const QString &name)
{
    m_settings->setUiValue(m_key + u"/start"_s, name);
}

void SavedFilters::fill()
{
    m_menu->clear();
    const QList<Saved> all = saved();
    for (const Saved &one : all) {
        QAction *use = m_menu->addAction(inMenu(one.name), this, [this, text = one.text] { m_field->setText(text); });
        use->setToolTip(Presentation::toolTip(displayable(one.text)));
        use->setStatusTip(displayable(one.text));
    }
    if (all.isEmpty())
        m_menu->addAction(tr("No filter is saved"))->setEnabled(false);
    m_menu->addSeparator();
    QAction *save = m_menu->addAction(tr("Save this filter …"), this, &SavedFilters::askForName);
    save->setObjectName(u"saveFilter"_s);
    save->setEnabled(!m_field->text().trimmed().isEmpty());
    if (all.isEmpty())
        return;
    QMenu *start = m_menu->addMenu(tr("At the start"));
    const auto addStart = [&](const QString &title, const QString &name) {
        QAction *action = start->addAction(title, this, [this, name] { setAtStart(name); });
        action->setCheckable(true);
        action->setChecked(atStart() == name);
    };
    addStart(tr("No filter"), {});
    QMenu *gone = m_menu->addMenu(tr("Remove"));
    for (const Saved &one : all) {
        addStart(inMenu(one.name), one.name);
        gone->addAction(inMenu(one.name), this, [this, name = one.name] { remove(name); });
    }
}

void SavedFilters::askForName()
{
    auto *dialog = new QInputDialog(window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(u"filterName"_s);
    dialog->setWindowTitle(tr("Save filter"));
    dialog->setLabelText(tr("Name of the filter"));
    connect(dialog, &QInputDialog::textValueSelected, this, [this, text = m_field->text()](const QString &name) { save(name, text); });
    dialog->open();
}

} // namespace Lockstep
