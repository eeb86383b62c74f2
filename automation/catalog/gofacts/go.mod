module listbackup.ai/gofacts

go 1.24
