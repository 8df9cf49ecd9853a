// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/preferences/preferencesdialog.h"

#include "session/settings.h"
#include "ui/words/choicename.h"
#include "ui/words/presentation.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QGroupBox>
#include <QLabel>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace Lockstep {

PreferencesDialog::PreferencesDialog(Settings *settings, bool hasTray, QWidget *parent)
    : QDialog(parent)
    , m_settings(settings)
    , m_said(Presentation::plainLabel(tr("Every change takes effect at once and is kept."), this))
{
    setObjectName(u"preferences"_s);
    setWindowTitle(tr("Preferences"));
    Presentation::setQuiet(m_said);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close | QDialogButtonBox::RestoreDefaults, this);
    for (const auto which : {QDialogButtonBox::Close, QDialogButtonBox::RestoreDefaults})
        buttons->button(which)->setAutoDefault(false); // Enter, pressed elsewhere, restores nothing
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    connect(buttons->button(QDialogButtonBox::RestoreDefaults), &QPushButton::clicked, this, [this] {
        show({});
        keep();
    });
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(makeLook());
    layout->addWidget(makeTimes());
    layout->addWidget(makeNews(hasTray));
    layout->addWidget(makeKept());
    layout->addWidget(m_said);
    layout->addWidget(buttons);
    show(Preferences::of(*settings));
}

QComboBox *PreferencesDialog::choice(const QString &name, const QString &title, const QStringList &entries)
{
    auto *box = new QComboBox(this);
    box->setObjectName(name);
    Presentation::nameChoice(box, title);
    box->addItems(entries);
    connect(box, &QComboBox::currentIndexChanged, this, &PreferencesDialog::keep);
    return box;
}

QCheckBox *PreferencesDialog::option(const QString &name, const QString &title)
{
    auto *box = new QCheckBox(title, this);
    box->setObjectName(name);
    connect(box, &QCheckBox::toggled, this, &PreferencesDialog::keep);
    return box;
}

QWidget *PreferencesDialog::makeLook()
{
    auto *group = new QGroupBox(tr("Look"), this);
    m_theme = choice(u"theme"_s, tr("Theme"), {tr("As the system"), tr("Light"), tr("Dark")});
    m_density = choice(u"density"_s, tr("Rows of tables"), {tr("Roomy"), tr("Compact")});
    auto *form = new QFormLayout(group);
    form->addRow(tr("&Theme"), m_theme);
    form->addRow(tr("&Rows of tables"), m_density);
    return group;
}

QWidget *PreferencesDialog::makeTimes()
{
    auto *group = new QGroupBox(tr("Times"), this);
    m_zone = choice(u"zone"_s, tr("Time zone"), {tr("Of this computer"), tr("UTC")});
    m_format = choice(u"timeFormat"_s, tr("In tables"), {tr("How long ago"), tr("Date and time")});
    auto *form = new QFormLayout(group);
    form->addRow(tr("Time &zone"), m_zone);
    form->addRow(tr("&In tables"), m_format);
    return group;
}

QWidget *PreferencesDialog::makeNews(bool hasTray)
{
    auto *group = new QGroupBox(tr("News"), this);
    m_notify = option(u"notify"_s, tr("&Notify me of new incidents"));
    m_warnings = option(u"notifyWarnings"_s, tr("Also of &warnings"));
    m_tray = option(u"tray"_s, tr("Show an icon with the &state in the tray"));
    connect(m_notify, &QCheckBox::toggled, m_warnings, &QWidget::setEnabled);
    auto *layout = new QVBoxLayout(group);
    layout->addWidget(m_notify);
    layout->addWidget(m_warnings);
    layout->addWidget(m_tray);
    if (!hasTray) {
        auto *none = Presentation::plainLabel(tr("This desktop has no tray at the moment; the icon appears as soon as it has one."), group);
        none->setWordWrap(true);
        Presentation::setQuiet(none);
        layout->addWidget(none);
    }
    return group;
}

QWidget *PreferencesDialog::makeKept()
{
    auto *group = new QGroupBox(tr("What is kept"), this);
    m_restore = option(u"restore"_s, tr("Come back to the &page, the selection and the filters of last time"));
    auto *layoutButton = new QPushButton(tr("Forget columns and sizes"), group);
    layoutButton->setObjectName(u"forgetLayout"_s);
    layoutButton->setAutoDefault(false);
    connect(layoutButton, &QPushButton::clicked, this, [this] {
        m_settings->forgetLayout();
        m_said->setText(tr("Columns and sizes are as they came, from the next window on."));
    });
    auto *habitsButton = new QPushButton(tr("Forget filters and what was used lately"), group);
    habitsButton->setObjectName(u"forgetHabits"_s);
    habitsButton->setAutoDefault(false);
    connect(habitsButton, &QPushButton::clicked, this, [this] {
        m_settings->forgetHabits();
        m_said->setText(tr("Filters, saved ones too, and what was used lately are forgotten. Favourites stay."));
    });
    auto *layout = new QVBoxLayout(group);
    layout->addWidget(m_restore);
    layout->addWidget(layoutButton, 0, Qt::AlignLeft);
    layout->addWidget(habitsButton, 0, Qt::AlignLeft);
    return group;
}

void PreferencesDialog::show(const Preferences &preferences)
{
    const QScopedValueRollback showing(m_showing, true);
    m_theme->setCurrentIndex(int(preferences.theme));
    m_density->setCurrentIndex(int(preferences.density));
    m_zone->setCurrentIndex(preferences.utc ? 1 : 0);
    m_format->setCurrentIndex(preferences.absoluteTimes ? 1 : 0);
    m_notify->setChecked(preferences.notify);
    m_warnings->setChecked(preferences.notifyWarnings);
    m_warnings->setEnabled(preferences.notify);
    m_tray->setChecked(preferences.tray);
    m_restore->setChecked(preferences.restore);
}

void PreferencesDialog::keep()
{
    if (m_showing)
        return;
    Preferences wanted;
    wanted.theme = Preferences::Theme(m_theme->currentIndex());
    wanted.density = Preferences::Density(m_density->currentIndex());
    wanted.utc = m_zone->currentIndex() == 1;
    wanted.absoluteTimes = m_format->currentIndex() == 1;
    wanted.notify = m_notify->isChecked();
    wanted.notifyWarnings = m_warnings->isChecked();
    wanted.tray = m_tray->isChecked();
    wanted.restore = m_restore->isChecked();
    wanted.writeTo(m_settings);
}

} // namespace Lockstep
