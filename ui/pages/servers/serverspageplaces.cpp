// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Which server is shown, and how somebody is led to it: by a link, by Back, at a start.

#include "core/log.h"
#include "model/destinationmodel.h"
#include "ui/pages/servers/heat/heatpanel.h"
#include "ui/pages/servers/serverpane.h"
#include "ui/pages/servers/serverspage.h"
#include "ui/widgets/listpanel.h"
#include "ui/widgets/presentedtable.h"
#include "ui/words/presentation.h"

#include <QCheckBox>
#include <QLineEdit>
#include <QStackedWidget>
#include <QTableView>

#include <utility>

using namespace Qt::StringLiterals;

namespace Lockstep {

Place ServersPage::place() const
{
    if (m_views->currentWidget() == m_heat)
        return {.subject = {{u"view"_s, u"heat"_s}}};
    const int row = shownRow();
    return row < 0 ? Place() : Place{.subject = {{u"server"_s, m_model->at(row).destination.toString()}}};
}

QString ServersPage::placeText(const Place &place) const
{
    return place.subject.contains(u"view"_s) ? tr("Heat map") : displayable(place.subject.value(u"server"_s).toString(), 80);
}

void ServersPage::showServerThen(const QString &server, Inspection::SeriesKind measure, qint64 from, qint64 to)
{
    m_then = {.server = server, .measure = measure, .from = from, .to = to};
    activate({{u"server"_s, server}});
}

void ServersPage::activate(const QVariantMap &arguments)
{
    if (!arguments.isEmpty())
        m_views->setCurrentIndex(arguments.value(u"view"_s).toString() == u"heat" ? 1 : 0);
    if (arguments.contains(u"failing"_s))
        m_failingOnly->setChecked(arguments.value(u"failing"_s).toBool());
    const QString server = arguments.value(u"server"_s).toString();
    const bool back = arguments.value(u"back"_s).toBool();
    if (const int row = m_model->rowOf(ServerName(server)); row >= 0 && back) {
        m_list->setCurrentRow(row);
        if (m_list->currentRow() != row)
            showBeside(server);
        return refreshIfDirty();
    }
    if (arguments.contains(u"server"_s)) {
        m_wanted = server;
        m_wantedBack = back;
        if (!back) {
            m_failingOnly->setChecked(false);
            m_list->searchEdit()->setText(Filter::word(m_wanted));
            m_list->table()->setFilterText(m_wanted); // at once: what the last search left out cannot be selected
        } else if (m_model->hasLoaded() && !m_model->isLoading()) {
            // The search stays. Before the list has been read nobody knows whether it leaves the server out: at a start all stays as it
            // was.
            m_failingOnly->setChecked(false);
        }
    }
    refreshIfDirty();
    modelChanged();
}

void ServersPage::modelChanged()
{
    countFailing();
    if (!m_wanted.isEmpty()) {
        if (const int row = m_model->rowOf(ServerName(m_wanted)); row >= 0) {
            m_list->setCurrentRow(row);
            if (m_list->currentRow() == row)
                m_wanted.clear();
            else if (m_wantedBack)
                showBeside(std::exchange(m_wanted, {}));
        }
        if (!m_wanted.isEmpty() && m_model->hasLoaded() && !m_model->isLoading()) {
            // Those that fail come first, as a page of their own: what is not among them is not gone.
            if (m_wantedBack && !m_model->isComplete() && !m_model->isFull() && !m_model->error())
                return m_model->fetchAll();
            // Back leads to what is there, anything else until something else is searched for: what is read later must not steal the
            // selection.
            if (m_wantedBack || m_list->searchEdit()->text() != Filter::word(m_wanted))
                m_wanted.clear();
        }
    }
    showCurrent();
}

int ServersPage::shownRow() const
{
    const int row = m_list->currentRow();
    return row >= 0 || m_beside.isEmpty() ? row : m_model->rowOf(ServerName(m_beside));
}

void ServersPage::showCurrent()
{
    if (m_list->currentRow() >= 0)
        m_beside.clear();
    const int row = shownRow();
    if (row < 0)
        m_pane->showNothing({}, {});
    else
        m_pane->showServer(m_model->at(row));
    if (row >= 0 && m_model->at(row).destination.toString() == m_then.server) {
        m_pane->showTime(m_then.measure, m_then.from, m_then.to);
        m_then = {};
    }
}

/// The search leaves it out, and stays: Forward would not bring it back.
void ServersPage::showBeside(const QString &server)
{
    m_list->view()->selectionModel()->clear();
    m_list->view()->setCurrentIndex({}); // a view that gets the focus makes its first row current otherwise
    m_beside = server;
    showCurrent();
    Q_EMIT placeChanged(Place::Way::Jump);
}

/// Once the list has it again it is selected there, as any server that is shown.
void ServersPage::selectBeside()
{
    if (m_beside.isEmpty() || m_list->currentRow() >= 0)
        return;
    if (const int row = m_model->rowOf(ServerName(m_beside)); row >= 0)
        m_list->setCurrentRow(row);
}

} // namespace Lockstep
