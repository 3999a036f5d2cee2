using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Guides;

/// <summary>
/// The templates that can be used: those of a given path first, then those of the folders in ENTRAAPP_TEMPLATE_PATH in their order, then those
/// of the module. A template hides one of the same id in a later place; within one place an ID may occur once.
/// </summary>
internal sealed class TemplateLibrary
{
    /// <summary>The environment variable that names files and folders, separated as in PATH.</summary>
    public const string Variable = "ENTRAAPP_TEMPLATE_PATH";

    private readonly List<TemplatePlace> _places = [];
    private readonly List<AppException> _faulty = [];
    private readonly List<AppException> _named = [];
    private List<TemplateSource>? _sources;

    private TemplateLibrary() { }

    /// <summary>The templates, the nearest place first, without those that are hidden.</summary>
    public IReadOnlyList<TemplateSource> Templates => [.. Sources.Where(source => !source.IsHidden)];

    /// <summary>Those that another one of the same id hides.</summary>
    public IReadOnlyList<TemplateSource> Hidden => [.. Sources.Where(source => source.IsHidden)];

    /// <summary>What is wrong with files that can't be used.</summary>
    public IReadOnlyList<AppException> Faulty => Sources is null ? [] : _faulty;

    /// <summary>What is wrong with the files among them that were named for this command, one by one.</summary>
    public IReadOnlyList<AppException> FaultyNamed => Sources is null ? [] : _named;

    /// <summary>The paths that were named for this command, as commands take them, with a space before them; empty without any.</summary>
    public string TemplatePathOption =>
        string.Join(", ", _places.Where(place => place.IsForCommand).Select(place => PowerShellText.Quoted(place.Path)))
            is { Length: > 0 } all
            ? $" -TemplatePath {all}"
            : "";

    /// <summary>All templates. Reading all files takes time, so that it is left until somebody asks for more than one vendor.</summary>
    private List<TemplateSource> Sources => _sources ??= ReadAll();

    /// <summary>The folder of the module's own templates, as seen from its assembly in <c>module/bin</c>.</summary>
    public static string BuiltInFolder =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(TemplateLibrary).Assembly.Location)!, "..", "templates"));

    /// <summary>Looks which files there are, and reads none.</summary>
    /// <param name="paths">Files and folders that were named for this command.</param>
    /// <param name="variable">The value of <see cref="Variable"/>.</param>
    /// <param name="builtIn">The folder of the module's own templates.</param>
    public static TemplateLibrary Open(IEnumerable<string> paths, string? variable, string? builtIn = null)
    {
        var library = new TemplateLibrary();
        foreach (var path in paths)
        {
            library.Add(path, false, named: true, forCommand: true);
        }

        foreach (
            var path in (variable ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        )
        {
            library.Add(path, false, named: true);
        }

        library.Add(builtIn ?? BuiltInFolder, true, named: false);
        return library;
    }

    /// <summary>The template of a vendor.</summary>
    /// <exception cref="AppException">VendorUnknown: names what is like it. TemplateInvalid, TemplateUnreadable: it may be in that file.</exception>
    public VendorTemplate Get(string vendor)
    {
        if (_sources is null && Find(vendor) is { } single)
        {
            return single;
        }

        var found = Templates.FirstOrDefault(source => Same(source.Template.Id, vendor));
        // A template of the same vendor in another place is not the one that was meant.
        if (_named.Count > 0 && found?.Template.NamedFile is null)
        {
            throw _named[0];
        }

        if (found is not null)
        {
            return found.Template;
        }

        throw _faulty.Find(fault => fault.Target is string path && Same(Path.GetFileNameWithoutExtension(path), vendor))
            ?? TemplateErrors.VendorUnknown(vendor, this, _faulty.Select(fault => fault.Target?.ToString() ?? ""));
    }

    /// <summary>The vendors whose name begins so, the nearest place first, read from the beginnings of their files.</summary>
    public IReadOnlyList<TemplateHeader> Beginning(string word) =>
        [
            .. _places
                .SelectMany(place =>
                    place.Files.Where(file =>
                        !place.IsBuiltIn || Path.GetFileName(file).StartsWith(word, StringComparison.OrdinalIgnoreCase)
                    )
                )
                .Select(TemplateHeader.Read)
                .OfType<TemplateHeader>()
                .Where(header => header.Id.StartsWith(word, StringComparison.OrdinalIgnoreCase))
                .DistinctBy(header => header.Id, StringComparer.OrdinalIgnoreCase),
        ];

    /// <summary>The template of a vendor, if one file alone needs to be read for it.</summary>
    private VendorTemplate? Find(string vendor)
    {
        // What is wrong with a file that was named for the command is said, whatever vendor is in it.
        if (_places.Exists(place => place.IsForCommand))
        {
            return null;
        }

        var likely = _places.SelectMany(place =>
            place.Files.Where(file =>
                place.IsBuiltIn ? Same(Path.GetFileNameWithoutExtension(file), vendor) : Same(TemplateHeader.Read(file)?.Id, vendor)
            )
        );
        try
        {
            return likely.Select(TemplateReader.Read).FirstOrDefault(template => Same(template.Id, vendor));
        }
        catch (AppException)
        {
            // All files together say what this fault means for the vendor.
            return null;
        }
    }

    private static bool Same(string? one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private void Add(string path, bool builtIn, bool named, bool forCommand = false)
    {
        if (named || Directory.Exists(path) || File.Exists(path))
        {
            _places.Add(new(path, FilesOf(path), builtIn, forCommand));
        }
    }

    /// <summary>The template files of a folder; a file itself.</summary>
    public static IReadOnlyList<string> FilesOf(string path) =>
        Directory.Exists(path)
            ?
            [
                // A schema beside its templates isn't one of them.
                .. Directory
                    .GetFiles(path, "*.json")
                    .Where(file => !file.EndsWith(".schema.json", StringComparison.OrdinalIgnoreCase))
                    .Order(StringComparer.Ordinal),
            ]
            : [path];

    private List<TemplateSource> ReadAll()
    {
        var sources = new List<TemplateSource>();
        var known = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var place in _places)
        {
            var here = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            foreach (var file in place.Files)
            {
                try
                {
                    var template = TemplateReader.Read(file);
                    if (place.IsForCommand)
                    {
                        template = template with { NamedFile = file };
                    }

                    if (here.TryGetValue(template.Id, out var first))
                    {
                        throw TemplateErrors.TemplateDuplicate(template.Id, first, file);
                    }

                    here[template.Id] = file;
                    sources.Add(new TemplateSource(template, file, place.IsBuiltIn, !known.Add(template.Id)));
                }
                catch (AppException e)
                {
                    _faulty.Add(e);
                    if (place.IsForCommand && file == place.Path)
                    {
                        _named.Add(e);
                    }
                }
            }
        }

        return sources;
    }

    /// <summary>A folder with templates, or one file.</summary>
    private sealed record TemplatePlace(string Path, IReadOnlyList<string> Files, bool IsBuiltIn, bool IsForCommand);
}

/// <summary>A template and where it was found.</summary>
/// <param name="Template">The template.</param>
/// <param name="Path">Its file.</param>
/// <param name="IsBuiltIn">Whether it came with the module.</param>
/// <param name="IsHidden">Whether one of the same ID is in a nearer place.</param>
internal sealed record TemplateSource(VendorTemplate Template, string Path, bool IsBuiltIn, bool IsHidden);
