# A worker on the AWS SDK for Ruby: runs one operation and dies of its error.
require 'aws-sdk-s3'

# This generation of the SDK does not read AWS_ENDPOINT_URL itself.
settings = { endpoint: ENV.fetch('AWS_ENDPOINT_URL'), retry_limit: 0 }
case ARGV[0]
when 'PutObject'
  Aws::S3::Client.new(force_path_style: true, **settings).put_object(bucket: 'demo', key: 'invoice', body: 'paid')
when 'HeadObject'
  Aws::S3::Client.new(force_path_style: true, **settings).head_object(bucket: 'demo', key: 'invoice')
when 'GetCallerIdentity'
  Aws::STS::Client.new(**settings).get_caller_identity
end
puts 'stored'
