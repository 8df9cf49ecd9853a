# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later

list(APPEND sources
  bodyshape.cpp bodyshape.h
  clientaccounts.cpp
  clientapi.cpp clientapi.h
  clientdevices.cpp
  clientkeys.cpp
  clientrooms.cpp
  clientroutes.cpp clientroutes.h
  clientsync.cpp
  clientdata.cpp
  clienttimeline.cpp
  roomevents.cpp roomevents.h
  syncfilter.cpp syncfilter.h
  synctoken.h)
