using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Reports;

/// <summary>The requests that an app sends, as somebody says or a log shows.</summary>
internal sealed class RequestUse
{
    private readonly Dictionary<AppPermissionType, HashSet<KnownRequest>> _requests = new()
    {
        [AppPermissionType.Application] = [],
        [AppPermissionType.Delegated] = [],
    };

    private readonly HashSet<KnownRequest> _aroundUnexplained = [];

    /// <summary>How many lines of the log are of the app; null where there is no log.</summary>
    public int? Logged { get; private set; }

    /// <summary>The first and the last of them.</summary>
    public (DateTimeOffset First, DateTimeOffset Last)? Period { get; private set; }

    /// <summary>How many lines are of requests that Microsoft's data doesn't have, or doesn't allow with the token's permissions, and the first of these.</summary>
    public (int Count, string? First) Unexplained { get; private set; }

    /// <summary>The requests that are sent with permissions of one type.</summary>
    public IReadOnlySet<KnownRequest> Of(AppPermissionType type) => _requests[type];

    /// <summary>Says that a request is sent.</summary>
    /// <param name="request">The request.</param>
    /// <param name="type">With permissions of which type; null where that is not known.</param>
    public void Add(KnownRequest request, AppPermissionType? type)
    {
        foreach (var (each, requests) in _requests)
        {
            if (type is null || type == each)
            {
                requests.Add(request);
            }
        }
    }

    /// <summary>Counts a line of a log.</summary>
    public void Count(DateTimeOffset? time)
    {
        Logged = (Logged ?? 0) + 1;
        if (time is { } at)
        {
            Period = Period is { } period ? (at < period.First ? at : period.First, at > period.Last ? at : period.Last) : (at, at);
        }
    }

    /// <summary>Counts a line of a request that Microsoft's data doesn't explain.</summary>
    /// <param name="request">The request.</param>
    /// <param name="around">What the data has around it.</param>
    public void CountUnexplained(string request, IEnumerable<KnownRequest> around)
    {
        Unexplained = (Unexplained.Count + 1, Unexplained.First ?? request);
        _aroundUnexplained.UnionWith(around);
    }

    /// <summary>Whether a permission may be what a request needs that Microsoft's data doesn't explain.</summary>
    public bool MayNeed(string permission, AppPermissionType type) =>
        _aroundUnexplained.Any(request => request.Allowed.Has(permission, type));

    /// <summary>The same, with requests that somebody names beside those of the log.</summary>
    public RequestUse With(IEnumerable<KnownRequest> named)
    {
        var both = new RequestUse
        {
            Logged = Logged,
            Period = Period,
            Unexplained = Unexplained,
        };
        foreach (var (type, requests) in _requests)
        {
            both._requests[type].UnionWith(requests);
        }

        both._aroundUnexplained.UnionWith(_aroundUnexplained);
        foreach (var request in named)
        {
            both.Add(request, null);
        }

        return both;
    }
}
