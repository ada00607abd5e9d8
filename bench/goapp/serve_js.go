package main

// serve is not reached: the browser runs the application.
func serve() {}
