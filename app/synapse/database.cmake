# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later

list(APPEND sources
  configuration.cpp configuration.h
  database.cpp database.h
  databaseaddress.cpp databaseaddress.h
  databaseerror.cpp databaseerror.h
  cursor.cpp cursor.h
  schema.cpp schema.h
  destinations.cpp destinations.h
  destinationtable.cpp destinationtable.h
  sampler.cpp sampler.h
  queues.cpp queues.h
  queuesql.cpp queuesql.h
  queuemessages.cpp
  outgoingqueues.cpp
  userstates.cpp userstates.h
  devicelists.cpp devicelists.h
  userlist.cpp userfacts.cpp
  overview.cpp overview.h
  homeserverapi.cpp homeserverapi.h
  resync.cpp resync.h
  headpoller.cpp headpoller.h
  synapsesource.cpp synapsesource.h)
