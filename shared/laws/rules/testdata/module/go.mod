module example.com/ages

go 1.25.0
