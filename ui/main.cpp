// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/log.h"
#include "session/link.h"
#include "session/secrets.h"
#include "session/settings.h"
#include "ui/connect/localgateway.h"
#include "ui/lab/labstart.h"
#include "ui/shell/commandline.h"
#include "ui/shell/links/linkdesk.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/news/tray.h"
#include "ui/shell/preferences/look.h"
#include "ui/shell/screenshots.h"
#include "ui/shell/serverframe.h"
#include "ui/widgets/darkpalette.h"

#include <QApplication>
#include <QDir>
#include <QIcon>
#include <QLibraryInfo>
#include <QLocale>
#include <QPointer>
#include <QScreen>
#include <QTemporaryDir>
#include <QTextStream>
#include <QTimer>
#include <QTranslator>

#include <algorithm>
#include <cstdio>
#include <span>

#include <unistd.h>

using namespace Lockstep;
using namespace Qt::StringLiterals;

namespace {

/// What a window manager puts around a window, and more rather than less of it.
constexpr QSize frameRoom(16, 64);

/// Taken out of the environment, so that no program started from here inherits it.
QString takeSecret(const char *name)
{
    const QString secret = QString::fromUtf8(qgetenv(name));
    qunsetenv(name);
    return secret;
}

QString secretFromInput()
{
    if (isatty(STDIN_FILENO) != 0)
        return {};
    QTextStream input(stdin);
    return input.readLine();
}

bool hasArgument(std::span<char *> arguments, std::initializer_list<const char *> names)
{
    return std::ranges::any_of(arguments, [&names](const char *argument) {
        return std::ranges::any_of(names, [argument](const char *name) { return qstrcmp(argument, name) == 0; });
    });
}

bool hasLab(const QCommandLineParser &parser)
{
    return parser.isSet(u"lab"_s);
}

void setNames()
{
    QCoreApplication::setApplicationName(u"lockstep"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(LOCKSTEP_VERSION));
}

void loadTranslations(QApplication &application)
{
    auto *qt = new QTranslator(&application);
    if (qt->load(QLocale(), u"qtbase"_s, u"_"_s, QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(qt);
    auto *own = new QTranslator(&application);
    // English has a file too, for its plurals.
    if (own->load(QLocale(), u"lockstep"_s, u"_"_s, u":/i18n"_s) || own->load(u":/i18n/lockstep_en.qm"_s))
        QCoreApplication::installTranslator(own);
}

/// Opens windows as they are asked for; they delete themselves.
MainWindow *openWindow(const Services &services, const StartOptions &options)
{
    auto *window = new MainWindow(services);
    QObject::connect(window, &MainWindow::newWindowRequested, qApp, [services] {
        MainWindow *another = openWindow(services, {});
        another->openConnectDialog({});
    });
    QObject::connect(window, &MainWindow::newTabRequested, window, [services, window] {
        ServerFrame *frame = ServerFrame::of(window);
        if (!frame)
            frame = new ServerFrame(window); // deletes itself
        MainWindow *another = openWindow(services, {});
        frame->add(another);
        another->openConnectDialog({});
    });
    QObject::connect(window, &MainWindow::newWindowForFilesRequested, qApp,
        [services](const QStringList &paths) { openWindow(services, {})->openFiles(paths); });
    if (options.size.isValid())
        window->resize(options.size);
    window->show();
    return window;
}

RecentConnection prefilled(const ConnectRequest &request)
{
    RecentConnection connection;
    connection.server = request.server;
    connection.userId = request.user;
    connection.gatewayPlace = request.gatewayPlace;
    connection.gateway = request.gateway;
    connection.local = request.local;
    return connection;
}

void begin(MainWindow *window, const StartOptions &options)
{
    if (!options.link.isEmpty())
        window->followLink(options.link);
    else if (!options.files.isEmpty())
        window->openFiles(options.files);
    else if (options.connectGiven)
        window->connectTo(options.connect);
    else if (options.prefillGiven)
        window->openConnectDialog(prefilled(options.connect));
    else
        window->resume();
    if (!options.page.isEmpty())
        QObject::connect(window, &MainWindow::pagesReady, window, [window, page = options.page] { window->openPage(page); });
}

int takeScreenshots(QApplication &application, Settings &settings, GatewayLauncher &launcher, StartOptions options)
{
    MemorySecretStore secrets; // pictures leave nothing behind
    if (!options.size.isValid())
        options.size = QSize(1280, 800);
    if (!options.connectGiven && options.files.isEmpty()) {
        std::fprintf(stderr,
            "lockstep: --screenshot needs --server, --homeserver-config or --database, and --user with LOCKSTEP_PASSWORD, or "
            "LOCKSTEP_TOKEN\n");
        return 2;
    }
    options.connect.rememberSecret = false;
    MainWindow *window = openWindow({&settings, &secrets, &launcher}, options);
    Screenshots screenshots(window, options.screenshotDirectory, options.dark ? u"-dark"_s : QString());
    int status = 0;
    QObject::connect(&screenshots, &Screenshots::finished, &application, [&status](const QString &error) {
        if (!error.isEmpty()) {
            std::fprintf(stderr, "lockstep: %s\n", qPrintable(redacted(error)));
            status = 1;
        }
        QCoreApplication::exit(status);
    });
    screenshots.start();
    if (options.files.isEmpty())
        window->connectTo(options.connect);
    else
        window->openFiles(options.files);
    const int result = QApplication::exec();
    delete window;
    return result;
}

/// In the window of the link's homeserver, if there is one.
bool openLink(const Link &link)
{
    return std::ranges::any_of(MainWindow::all(), [&link](MainWindow *window) { return window->openLink(link); });
}

/// The lab's accounts and addresses are gone with it, so nothing is remembered.
int runLab(StartOptions options)
{
    if (!options.size.isValid())
        options.size = QSize(1420, 800); // the dock wants its own room
    if (options.screenshotDirectory.isEmpty())
        options.size = options.size.boundedTo(QGuiApplication::primaryScreen()->availableSize() - frameRoom);
    QTemporaryDir temporary;
    Settings settings(temporary.filePath(u"lab.ini"_s));
    const std::unique_ptr<Look> look = options.dark ? nullptr : std::make_unique<Look>(&settings);
    MemorySecretStore secrets;
    Tray tray(&settings);
    const QPointer<MainWindow> window = openWindow({&settings, &secrets, nullptr, &tray}, options);
    LabStart lab(window, options.labScenario);
    const LinkDesk links(openLink, LinkDesk::defaultFolder());
    // The one thing that is remembered of a lab: whether the tour was seen.
    Settings own(options.settingsFile.isEmpty() ? Settings::defaultPath() : options.settingsFile);
    if (options.screenshotDirectory.isEmpty() && !own.uiValue(u"tour"_s).toBool())
        lab.offerTour();
    QObject::connect(&lab, &LabStart::tourOver, &lab, [&own] { own.setUiValue(u"tour"_s, true); });
    int status = 0;
    std::unique_ptr<Screenshots> screenshots;
    if (!options.screenshotDirectory.isEmpty()) {
        screenshots = std::make_unique<Screenshots>(window, options.screenshotDirectory, options.dark ? u"-dark"_s : QString());
        QObject::connect(screenshots.get(), &Screenshots::finished, qApp, [&status](const QString &error) {
            if (!error.isEmpty())
                std::fprintf(stderr, "lockstep: %s\n", qPrintable(redacted(error)));
            QCoreApplication::exit(status = error.isEmpty() ? 0 : 1);
        });
        // The pictures are to show life and trouble: a round of the scenario first.
        QObject::connect(&lab, &LabStart::ready, screenshots.get(),
            [&screenshots] { QTimer::singleShot(12'000, screenshots.get(), &Screenshots::start); });
    }
    QObject::connect(&lab, &LabStart::failed, qApp, [](const QString &error) {
        std::fprintf(stderr, "lockstep: %s\n", qPrintable(error));
        QCoreApplication::exit(1);
    });
    lab.start();
    if (!options.page.isEmpty())
        QObject::connect(window, &MainWindow::pagesReady, window, [window, page = options.page] { window->openPage(page); });
    const int result = QApplication::exec();
    screenshots.reset();
    delete window; // before the lab that its dock shows
    return result;
}

int run(QApplication &application, const QCommandLineParser &parser)
{
    const bool pictures = parser.isSet(u"screenshot"_s);
    QString password = takeSecret("LOCKSTEP_PASSWORD");
    const QString token = takeSecret("LOCKSTEP_TOKEN");
    if (pictures && password.isEmpty() && token.isEmpty() && !hasLab(parser))
        password = secretFromInput();
    const StartOptions options = readOptions(parser, password, token);
    if (options.dark) {
        QApplication::setStyle(u"fusion"_s);
        QApplication::setPalette(darkPalette());
    }
    if (options.lab)
        return runLab(options);
    const std::unique_ptr<GatewayLauncher> launcher = makeLocalGateway();
    // Pictures show the program as it comes, not as somebody has arranged it.
    QTemporaryDir temporary;
    const QString path = pictures        ? temporary.filePath(u"lockstep.ini"_s)
        : options.settingsFile.isEmpty() ? Settings::defaultPath()
                                         : options.settingsFile;
    Settings settings(path);
    if (pictures)
        return takeScreenshots(application, settings, *launcher, options);
    // A window that is there already follows the link, whichever process it is of.
    if (!options.link.isEmpty() && LinkDesk::handOver(options.link, LinkDesk::defaultFolder()))
        return 0;
    const LinkDesk links(openLink, LinkDesk::defaultFolder());

    const std::unique_ptr<Look> look = options.dark ? nullptr : std::make_unique<Look>(&settings);
    KeychainStore secrets;
    Tray tray(&settings);
    begin(openWindow({&settings, &secrets, launcher.get(), &tray}, options), options);
    return QApplication::exec();
}

} // namespace

int main(int argc, char *argv[])
{
    installRedactingMessageHandler();
    const std::span arguments(argv, std::size_t(argc));
    setNames();
    // Help and version need no display.
    if (hasArgument(arguments, {"--help", "-h", "--version", "-v", "--help-all"})) {
        const QCoreApplication application(argc, argv);
        QCommandLineParser parser;
        declareOptions(parser);
        parser.process(application);
    }
    const bool pictures
        = std::ranges::any_of(arguments, [](const char *argument) { return QByteArrayView(argument).startsWith("--screenshot"); });
    if (pictures && qEnvironmentVariableIsEmpty("DISPLAY") && qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY")
        && qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");

    QGuiApplication::setHighDpiScaleFactorRoundingPolicy(Qt::HighDpiScaleFactorRoundingPolicy::PassThrough);
    QApplication application(argc, argv);
    QApplication::setApplicationDisplayName(u"Lockstep"_s);
    QGuiApplication::setDesktopFileName(u"io.github.lockstep.Lockstep"_s);
    QApplication::setWindowIcon(QIcon(u":/icons/io.github.lockstep.Lockstep.svg"_s));
    loadTranslations(application);
    QCommandLineParser parser;
    declareOptions(parser);
    parser.process(application);
    return run(application, parser);
}
