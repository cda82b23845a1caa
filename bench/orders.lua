-- Reports a new order with every request. The round keeps the orders of one run apart.
local round, number = "0", 0

wrk.method = "POST"
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"

function init(arguments)
  round = arguments[1] or round
end

function request()
  number = number + 1
  local who = round .. "-" .. number
  return wrk.format(nil, nil, nil, "email=buyer" .. who .. "@example.com&order=" .. who)
end
