module listbackup.ai/placeholder

go 1.24.0

// The compiler that makes the artifact: same source and same compiler, same bytes.
toolchain go1.26.8

require github.com/aws/aws-lambda-go v1.54.0
