using ImKit;
using ImKit.Sessions;

const int OrderShipped = 1000;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddImKit()
    .AddAspNetCore()
    // Who is it? Here the token is the user's name; an app with cookies or JWT reads request.Origin.Principal instead.
    .AddAuthenticator((request, _) => ValueTask.FromResult(
        UserId.TryCreate(System.Text.Encoding.UTF8.GetString(request.Token.Span), out var user)
            ? AuthResult.For(user) with { Operations = [OrderShipped] }
            : AuthResult.Refuse(CloseReason.Unauthenticated)));

var app = builder.Build();
app.MapImKit("/im");
app.MapPost("/orders/{id}/shipped", async (string id, string user, IImKit im, CancellationToken cancel) =>
{
    if (!UserId.TryCreate(user, out var to))
        return Results.BadRequest("no such user");
    var receipt = await im.PushToUserAsync(to, new Push(OrderShipped, System.Text.Encoding.UTF8.GetBytes(id)), cancel);
    return Results.Ok(new { told = receipt.Sessions });
});
app.Run();
