namespace EntraAppCmdlets.Guides;

/// <summary>
/// The templates that can be used: those of a given path first, then those of the folders in ENTRAAPP_TEMPLATE_PATH in their order, then those
/// of the module. A template hides one of the same id in a later place; within one place an id may stand once.
/// </summary>
internal sealed class TemplateLibrary
{
    /// <summary>The environment variable that names files and folders, separated as in PATH.</summary>
    public const string Variable = "ENTRAAPP_TEMPLATE_PATH";

    private readonly List<TemplateSource> _sources = [];
    private readonly List<AppException> _faulty = [];
    private readonly List<AppException> _named = [];

    private TemplateLibrary()
    {
    }

    /// <summary>The templates, the nearest place first, without those that are hidden.</summary>
    public IReadOnlyList<TemplateSource> Templates => [.. _sources.Where(source => !source.IsHidden)];

    /// <summary>Those that another one of the same id hides.</summary>
    public IReadOnlyList<TemplateSource> Hidden => [.. _sources.Where(source => source.IsHidden)];

    /// <summary>What is wrong with files that can't be used.</summary>
    public IReadOnlyList<AppException> Faulty => _faulty;

    /// <summary>What is wrong with the files among them that were named for this command, one by one.</summary>
    public IReadOnlyList<AppException> FaultyNamed => _named;

    /// <summary>The folder of the module's own templates, as seen from its assembly in <c>module/bin</c>.</summary>
    public static string BuiltInFolder => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(TemplateLibrary).Assembly.Location)!, "..", "templates"));

    /// <summary>Reads all that there is.</summary>
    /// <param name="paths">Files and folders that were named for this command.</param>
    /// <param name="variable">The value of <see cref="Variable"/>.</param>
    /// <param name="builtIn">The folder of the module's own templates.</param>
    public static TemplateLibrary Open(IEnumerable<string> paths, string? variable, string? builtIn = null)
    {
        var library = new TemplateLibrary();
        foreach (var path in paths)
            library.Add(path, false, named: true, forCommand: true);
        foreach (var path in (variable ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            library.Add(path, false, named: true);
        library.Add(builtIn ?? BuiltInFolder, true, named: false);
        return library;
    }

    /// <summary>The template of a vendor.</summary>
    /// <exception cref="AppException">VendorUnknown: lists what there is. TemplateInvalid, TemplateUnreadable: it may be in that file.</exception>
    public VendorTemplate Get(string vendor)
    {
        var found = Templates.FirstOrDefault(source => string.Equals(source.Template.Id, vendor, StringComparison.OrdinalIgnoreCase));
        // A template of the same vendor in another place is not the one that was meant.
        if (_named.Count > 0 && found?.Template.NamedFile is null)
            throw _named[0];
        if (found is not null)
            return found.Template;
        throw _faulty.Find(fault => fault.Target is string path && string.Equals(Path.GetFileNameWithoutExtension(path), vendor, StringComparison.OrdinalIgnoreCase))
            ?? TemplateErrors.VendorUnknown(vendor, Templates.Select(source => source.Template.Id), _faulty.Select(fault => fault.Target?.ToString() ?? ""));
    }

    private void Add(string path, bool builtIn, bool named, bool forCommand = false)
    {
        string[] files;
        if (Directory.Exists(path))
        {
            // A schema beside its templates is none of them.
            files = [.. Directory.GetFiles(path, "*.json").Where(file => !file.EndsWith(".schema.json", StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal)];
        }
        else if (File.Exists(path) || named)
        {
            files = [path];
        }
        else
        {
            return;
        }

        var here = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var file in files)
        {
            try
            {
                var template = TemplateReader.Read(file);
                if (forCommand)
                    template = template with { NamedFile = file };
                if (here.TryGetValue(template.Id, out var first))
                    throw TemplateErrors.TemplateDuplicate(template.Id, first, file);
                here[template.Id] = file;
                var hidden = _sources.Exists(source => string.Equals(source.Template.Id, template.Id, StringComparison.OrdinalIgnoreCase));
                _sources.Add(new TemplateSource(template, file, builtIn, hidden));
            }
            catch (AppException e)
            {
                _faulty.Add(e);
                if (forCommand && file == path)
                    _named.Add(e);
            }
        }
    }
}

/// <summary>A template and where it was found.</summary>
/// <param name="Template">The template.</param>
/// <param name="Path">Its file.</param>
/// <param name="IsBuiltIn">Whether it came with the module.</param>
/// <param name="IsHidden">Whether one of the same id stands in a nearer place.</param>
internal sealed record TemplateSource(VendorTemplate Template, string Path, bool IsBuiltIn, bool IsHidden);
